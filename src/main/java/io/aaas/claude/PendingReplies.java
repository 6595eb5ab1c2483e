package io.aaas.claude;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Control requests that were not answered yet.
 */
final class PendingReplies {

	private final Map<String, CompletableFuture<ClaudeMessage.ControlReply>> pending = new ConcurrentHashMap<>();

	private volatile boolean ended;

	/** A new request's id and future. */
	Pending open() {
		String id = UUID.randomUUID().toString();
		CompletableFuture<ClaudeMessage.ControlReply> reply = new CompletableFuture<>();
		this.pending.put(id, reply);
		if (this.ended) {
			fail();
		}
		return new Pending(id, reply);
	}

	void forget(String id) {
		this.pending.remove(id);
	}

	void complete(ClaudeMessage.ControlReply reply) {
		CompletableFuture<ClaudeMessage.ControlReply> waiting = this.pending.remove(reply.requestId());
		if (waiting != null) {
			waiting.complete(reply);
		}
	}

	/** No reply will come any more. */
	void fail() {
		this.ended = true;
		for (String id : List.copyOf(this.pending.keySet())) {
			CompletableFuture<ClaudeMessage.ControlReply> waiting = this.pending.remove(id);
			if (waiting != null) {
				waiting.completeExceptionally(new ClaudeProcessExitedException("The process ended before it answered"));
			}
		}
	}

	boolean isEmpty() {
		return this.pending.isEmpty();
	}

	/**
	 * A request.
	 *
	 * @param id its id
	 * @param reply completes with the reply
	 */
	record Pending(String id, CompletableFuture<ClaudeMessage.ControlReply> reply) {
	}

}
