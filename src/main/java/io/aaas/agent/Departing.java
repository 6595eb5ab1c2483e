package io.aaas.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * What an agent is about to become, and who waits for that. Confined to the agent's
 * mailbox.
 */
final class Departing {

	private final List<CompletableFuture<Agent>> waiting = new ArrayList<>();

	/** Of the requests that the end of the process answers. */
	private final List<IdempotencyKey> keys = new ArrayList<>();

	/** {@code null} if the agent is to live. */
	private @Nullable Departure departure;

	@Nullable Departure departure() {
		return this.departure;
	}

	/** A later departure overrules those before it. */
	void want(Departure wanted, @Nullable IdempotencyKey key) {
		if (key != null) {
			this.keys.add(key);
		}
		if (this.departure == null || this.departure.compareTo(wanted) < 0) {
			this.departure = wanted;
		}
	}

	/** Completes when it is over, which is durable then. */
	CompletableFuture<Agent> over() {
		CompletableFuture<Agent> done = new CompletableFuture<>();
		this.waiting.add(done);
		return done;
	}

	/** This change answers those who asked. */
	void answer(AgentChange change) {
		this.keys.forEach((key) -> change.answer(key, change.agent().id()));
	}

	/** It could not be recorded, and is not wanted any more: what was before is. */
	void withdraw(@Nullable Departure before, CompletableFuture<Agent> done) {
		this.waiting.remove(done);
		this.departure = before;
		if (before == null) {
			this.keys.clear();
		}
	}

	/** An end is durable: of this departure, unless another one is wanted by now. */
	void done(@Nullable Departure recorded, Agent agent) {
		if (this.departure == recorded) {
			this.keys.clear();
			this.departure = null;
			complete(agent);
		}
	}

	private void complete(Agent agent) {
		List<CompletableFuture<Agent>> done = List.copyOf(this.waiting);
		this.waiting.clear();
		done.forEach((waiter) -> waiter.complete(agent));
	}

	void fail(RuntimeException reason) {
		List<CompletableFuture<Agent>> done = List.copyOf(this.waiting);
		this.waiting.clear();
		done.forEach((waiter) -> waiter.completeExceptionally(reason));
	}

}
