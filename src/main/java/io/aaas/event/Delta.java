package io.aaas.event;

import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer while it comes. It is not in the log: who is not there misses it,
 * and finds the whole in the event that follows.
 *
 * @param agentId the agent
 * @param behind the number of the event that it comes behind
 * @param messageId the message whose turn it belongs to, if any
 * @param modelMessageId the model's message, if it has told its id
 * @param block the index of the content block in the model's message
 * @param offset where in the block's text the piece begins, in Unicode characters
 * @param text the piece
 * @param parentToolUseId the tool call of the sub-agent whose answer it is, if any
 */
public record Delta(String agentId, long behind, @Nullable String messageId, @Nullable String modelMessageId, int block,
		long offset, String text, @Nullable String parentToolUseId) implements Published {

	/** About how much memory it takes, in bytes. */
	int size() {
		return 2 * this.text.length() + 200;
	}

}
