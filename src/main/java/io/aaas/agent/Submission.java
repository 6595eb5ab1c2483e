package io.aaas.agent;

import java.util.concurrent.CompletableFuture;

/**
 * A message that is committed.
 *
 * @param message the message as it was accepted
 * @param firstEvent the number of its first event; 0 if it was accepted by an earlier
 * request
 * @param completion completes with the message in its terminal state
 */
public record Submission(Message message, long firstEvent, CompletableFuture<Message> completion) {

	/** What a request is answered with that repeats an earlier one. */
	static Submission repeated(Message message, CompletableFuture<Message> completion) {
		return new Submission(message, 0, completion);
	}

	/**
	 * Whether this very request has made the message.
	 * @return {@code false} if an earlier one did
	 */
	public boolean isNew() {
		return this.firstEvent > 0;
	}

}
