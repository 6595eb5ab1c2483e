package io.aaas.agent;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Watches how long an agent has had nothing to do. Confined to the agent's mailbox.
 */
final class Idleness {

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final Runnable tooLong;

	private final Supplier<Duration> timeout;

	private long since;

	/** When the agent is looked at next, and which of the scheduled looks that is. */
	private long due;

	private int look;

	/** One look at a time counts, however often the agent becomes idle. */
	private boolean scheduled;

	Idleness(AgentRuntime runtime, Mailbox mailbox, Supplier<Duration> timeout, Runnable tooLong) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.timeout = timeout;
		this.tooLong = tooLong;
	}

	/**
	 * The agent did something, or may have another timeout, and has nothing to do now.
	 */
	void restart() {
		this.since = System.nanoTime();
		Duration delay = this.timeout.get();
		if (!this.scheduled || this.since + delay.toNanos() - this.due < 0) {
			this.scheduled = true;
			schedule(delay);
		}
	}

	private void schedule(Duration delay) {
		this.due = System.nanoTime() + delay.toNanos();
		this.look++;
		int number = this.look;
		this.runtime.later(delay, () -> this.mailbox.execute(() -> look(number)));
	}

	private void look(int number) {
		if (number != this.look) {
			return;
		}
		Duration left = this.timeout.get().minusNanos(System.nanoTime() - this.since);
		if (left.isPositive()) {
			schedule(left);
		}
		else {
			this.scheduled = false;
			this.tooLong.run();
		}
	}

}
