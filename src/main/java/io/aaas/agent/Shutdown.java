package io.aaas.agent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the service's life: no new turns, time for those that run, and an answer for
 * all who wait. Thread-safe.
 */
final class Shutdown {

	private static final Logger logger = LoggerFactory.getLogger(Shutdown.class);

	private final Collection<ClaudeCodeAgent> agents;

	private final AgentProperties properties;

	private final CompletableFuture<Void> over = new CompletableFuture<>();

	private volatile boolean begun;

	private volatile long beginning;

	/**
	 * @param agents the live agents, whichever they are at the time
	 */
	Shutdown(Collection<ClaudeCodeAgent> agents, AgentProperties properties) {
		this.agents = agents;
		this.properties = properties;
	}

	/** Completes when nobody shall wait for a turn any more. */
	CompletableFuture<Void> over() {
		return this.over;
	}

	/** Turn away what would begin a turn, if there shall be none any more. */
	void refuse() {
		if (this.begun) {
			throw new ProblemException(ProblemType.DRAINING, "The service is shutting down; try again")
				.retryAfter(this.properties.drainTimeout());
		}
	}

	/**
	 * Begin no more turns, and end what is idle. The turns' time is counted from here.
	 */
	void begin() {
		if (!this.begun) {
			this.beginning = System.nanoTime();
			this.begun = true;
		}
		drain();
	}

	/**
	 * Give the turns that run their time. Those who wait then for one that runs on, or
	 * that is in the queue, are answered.
	 */
	void finishTurns() {
		begin();
		await(drain(), Duration.ZERO);
		this.over.complete(null);
	}

	/** Let processes without a turn end. */
	void finish() {
		finishTurns();
		List<CompletableFuture<Agent>> drained = drain();
		await(drained, this.properties.stopTimeout());
		long left = drained.stream().filter((done) -> !done.isDone()).count();
		if (left > 0) {
			logger.info("{} turns run on; the next start of the service takes them over", left);
		}
	}

	private List<CompletableFuture<Agent>> drain() {
		return this.agents.stream().map(ClaudeCodeAgent::drain).toList();
	}

	/** As long as the turns may take, and at least so long. */
	private void await(List<CompletableFuture<Agent>> drained, Duration least) {
		Duration left = this.properties.drainTimeout().minusNanos(System.nanoTime() - this.beginning);
		Duration patience = (left.compareTo(least) > 0) ? left : least;
		try {
			CompletableFuture.allOf(drained.toArray(CompletableFuture[]::new))
				.orTimeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (CompletionException ex) {
			logger.debug("Not all agents have drained", ex);
		}
	}

}
