package io.aaas.agent;

import java.time.Duration;

import io.aaas.claude.OutputSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a caller sends to an agent.
 *
 * @param content text or an array of content blocks
 * @param context what the model shall know beside it: any JSON
 * @param outputSchema what the reply shall be held to; {@code null} for plain text
 * @param timeout how long its turn may run; {@code null} for the agent's own limit
 * @param whenBusy what becomes of it if the agent is busy
 * @param onInterrupt what becomes of it if its turn is cut off
 */
public record NewMessage(JsonNode content, @Nullable JsonNode context, @Nullable OutputSchema outputSchema,
		@Nullable Duration timeout, WhenBusy whenBusy, OnInterrupt onInterrupt) {
}
