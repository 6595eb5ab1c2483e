package io.aaas.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for messages to end. Confined to the agent's mailbox.
 */
final class Waiters {

	private final Map<String, List<CompletableFuture<Message>>> byMessage = new HashMap<>();

	private @Nullable RuntimeException failure;

	CompletableFuture<Message> await(String messageId) {
		if (this.failure != null) {
			return CompletableFuture.failedFuture(this.failure);
		}
		CompletableFuture<Message> completion = new CompletableFuture<>();
		this.byMessage.computeIfAbsent(messageId, (id) -> new ArrayList<>()).add(completion);
		return completion;
	}

	/** Nobody waits any more, or the message was never accepted. */
	void forget(String messageId, CompletableFuture<Message> completion) {
		this.byMessage.computeIfPresent(messageId, (id, waiting) -> {
			waiting.remove(completion);
			return waiting.isEmpty() ? null : waiting;
		});
	}

	boolean isAwaited(String messageId) {
		return this.byMessage.containsKey(messageId);
	}

	void ended(Message message) {
		List<CompletableFuture<Message>> waiting = this.byMessage.remove(message.id());
		if (waiting != null) {
			waiting.forEach((completion) -> completion.complete(message));
		}
	}

	/** Nobody here will know how a message ends; whoever asks later is told so. */
	void fail(RuntimeException reason) {
		this.failure = reason;
		List<List<CompletableFuture<Message>>> all = List.copyOf(this.byMessage.values());
		this.byMessage.clear();
		all.forEach((waiting) -> waiting.forEach((completion) -> completion.completeExceptionally(reason)));
	}

}
