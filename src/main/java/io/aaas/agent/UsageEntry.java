package io.aaas.agent;

import org.jspecify.annotations.Nullable;

/**
 * What one turn used of one model.
 *
 * @param messageId the message whose turn it was; {@code null} for a turn that the CLI
 * began by itself
 * @param model the model
 * @param usage what it used
 */
record UsageEntry(@Nullable String messageId, String model, Usage usage) {
}
