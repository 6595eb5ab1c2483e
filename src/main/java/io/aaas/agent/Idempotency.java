package io.aaas.agent;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Does what is asked for under a key once. That it was done is committed with the doing
 * itself; here it is only looked up, and those who ask at the same time are kept apart.
 */
@Component
class Idempotency {

	private final Map<String, Running> running = new ConcurrentHashMap<>();

	private final IdempotencyKeyRepository keys;

	Idempotency(IdempotencyKeyRepository keys) {
		this.keys = keys;
	}

	/**
	 * Do it, or answer from what was made when it was done before. Whoever asks while it
	 * is being done gets the same answer.
	 * @param key the request's key; without one it is simply done
	 * @param again the answer from what was made, by its id
	 * @param first does it, and commits the key with it
	 */
	<T> T once(@Nullable IdempotencyKey key, Function<String, T> again, Supplier<T> first) {
		return (key != null) ? once(key, true, again, first) : first.get();
	}

	/** The same, but whoever asks while it is being done is told to come back. */
	<T> T onceUnlessRunning(@Nullable IdempotencyKey key, Function<String, T> again, Supplier<T> first) {
		return (key != null) ? once(key, false, again, first) : first.get();
	}

	private <T> T once(IdempotencyKey key, boolean patient, Function<String, T> again, Supplier<T> first) {
		while (true) {
			Running mine = new Running(key, new CompletableFuture<>());
			Running other = this.running.putIfAbsent(mine.name(), mine);
			if (other == null) {
				return run(mine, again, first);
			}
			key.refuseUnlessFor(other.key().operation(), other.key().requestHash());
			if (!patient) {
				throw new ProblemException(ProblemType.REQUEST_IN_PROGRESS,
						"The request of this " + IdempotencyKey.HEADER + " is still running; repeat it in a moment")
					.retryAfter(Duration.ofSeconds(1));
			}
			other.await();
			Optional<String> made = this.keys.find(key);
			if (made.isPresent()) {
				return again.apply(made.get());
			}
		}
	}

	private <T> T run(Running mine, Function<String, T> again, Supplier<T> first) {
		try {
			T answer = answer(mine.key(), again, first);
			mine.end().complete(true);
			return answer;
		}
		catch (RuntimeException | Error ex) {
			mine.end().completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.running.remove(mine.name(), mine);
		}
	}

	private <T> T answer(IdempotencyKey key, Function<String, T> again, Supplier<T> first) {
		Optional<String> made = known(key);
		if (made.isPresent()) {
			return again.apply(made.get());
		}
		try {
			return first.get();
		}
		catch (IdempotencyKeyTakenException ex) {
			return again.apply(this.keys.find(key).orElseThrow(() -> ex));
		}
	}

	/**
	 * What protects is done also when nobody can tell whether it was done before; what
	 * permits is refused by its own commit then, or finds the key taken.
	 */
	private Optional<String> known(IdempotencyKey key) {
		try {
			return this.keys.find(key);
		}
		catch (StoreUnavailableException ex) {
			return Optional.empty();
		}
	}

	/**
	 * A request that is being done.
	 */
	private record Running(IdempotencyKey key, CompletableFuture<Boolean> end) {

		/** A tenant's id has no blank in it. */
		String name() {
			return this.key.tenantId() + " " + this.key.text();
		}

		/** Wait until it is done; its failure is everybody's. */
		void await() {
			try {
				this.end.join();
			}
			catch (CompletionException ex) {
				throw ClaudeCodeAgent.unwrapped(ex);
			}
		}

	}

}
