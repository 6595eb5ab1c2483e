package io.aaas.agent.web;

import io.aaas.event.Delta;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer while it comes. It has no number and is not told again: the event
 * {@code claude.assistant} that follows holds the whole block.
 *
 * @param agentId the agent
 * @param messageId the message whose turn it belongs to; {@code null} in a turn that the
 * CLI began by itself
 * @param modelMessageId the model's message, as in the {@code claude.assistant} that
 * follows
 * @param block the index of the content block in the model's message
 * @param offset where in the block's text the piece begins, in Unicode characters
 * @param text the piece
 * @param parentToolUseId the tool call of the sub-agent whose answer it is; {@code null}
 * for the agent's own
 */
@Schema(name = "Delta")
record DeltaResource(@Schema(format = "uuid") String agentId, @Schema(format = "uuid") @Nullable String messageId,
		@Nullable String modelMessageId, int block, long offset, String text, @Nullable String parentToolUseId) {

	static DeltaResource of(Delta delta) {
		return new DeltaResource(delta.agentId(), delta.messageId(), delta.modelMessageId(), delta.block(),
				delta.offset(), delta.text(), delta.parentToolUseId());
	}

}
