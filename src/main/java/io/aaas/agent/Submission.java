package io.aaas.agent;

import java.util.concurrent.CompletableFuture;

/**
 * A message that is committed.
 *
 * @param message the message as it was accepted
 * @param completion completes with the message in its terminal state
 */
public record Submission(Message message, CompletableFuture<Message> completion) {
}
