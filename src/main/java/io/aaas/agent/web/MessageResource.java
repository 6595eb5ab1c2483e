package io.aaas.agent.web;

import java.time.Instant;

import io.aaas.agent.Failure;
import io.aaas.agent.Message;
import io.aaas.agent.MessageStatus;
import io.aaas.agent.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message as clients see it; see {@link Message}.
 */
record MessageResource(String id, String agentId, MessageStatus status, JsonNode message, @Nullable JsonNode context,
		@Nullable String response, @Nullable JsonNode structuredOutput, @Nullable Failure error, @Nullable Usage usage,
		int attempt, Instant createdAt, @Nullable Instant startedAt, @Nullable Instant finishedAt) {

	static MessageResource of(Message message) {
		return new MessageResource(message.id(), message.agentId(), message.status(), message.content(),
				message.context(), message.response(), message.structuredOutput(), message.error(), message.usage(),
				message.attempt(), message.createdAt(), message.startedAt(), message.finishedAt());
	}

	static String location(Message message) {
		return "/api/v1/agents/" + message.agentId() + "/messages/" + message.id();
	}

}
