package io.aaas.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who have ended something, which is done before it is recorded. While it cannot be
 * recorded they are told just that, and do not wait. Confined to the agent's mailbox.
 */
final class Acts {

	private static final Logger logger = LoggerFactory.getLogger(Acts.class);

	private final List<Act<?>> pending = new ArrayList<>();

	/**
	 * The answer to an act.
	 * @param recorded completes when the act is recorded
	 * @param done what was done, as a sentence without its end
	 */
	<T> CompletableFuture<T> answer(CompletableFuture<T> recorded, String done) {
		Act<T> act = new Act<>(new CompletableFuture<>(), done);
		this.pending.add(act);
		recorded.whenComplete((result, failure) -> {
			this.pending.remove(act);
			if (failure != null) {
				act.answer().completeExceptionally(failure);
			}
			else {
				act.answer().complete(result);
			}
		});
		return act.answer();
	}

	/** What was done, or written by the CLI, cannot be recorded for now. */
	void unrecorded(RuntimeException reason) {
		if (reason instanceof StoreUnavailableException unavailable) {
			unrecorded(unavailable);
		}
		else {
			logger.error("The output of the agent's process cannot be recorded; it is tried again", reason);
		}
	}

	private void unrecorded(StoreUnavailableException cause) {
		List<Act<?>> acts = List.copyOf(this.pending);
		this.pending.clear();
		acts.forEach((act) -> act.answer().completeExceptionally(unrecorded(act.done(), cause)));
	}

	/** As it is told of what is done though it is not known whether it is recorded. */
	static RuntimeException done(String done, RuntimeException reason) {
		return (reason instanceof StoreUnavailableException cause && !cause.outcomeUnknown()) ? unrecorded(done, cause)
				: reason;
	}

	static ProblemException unrecorded(String done, StoreUnavailableException cause) {
		ProblemException problem = new ProblemException(ProblemType.STORE_UNAVAILABLE,
				done + ". The database cannot be reached at the moment: it is recorded as soon as it can be", cause)
			.with("done", true);
		return (cause.retryAfter() != null) ? problem.retryAfter(cause.retryAfter()) : problem;
	}

	private record Act<T>(CompletableFuture<T> answer, String done) {
	}

}
