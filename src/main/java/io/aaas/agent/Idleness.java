package io.aaas.agent;

import java.time.Duration;

/**
 * Watches how long an agent has had nothing to do. Confined to the agent's mailbox.
 */
final class Idleness {

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final Runnable tooLong;

	private long since;

	/** One look at a time is scheduled, however often the agent becomes idle. */
	private boolean scheduled;

	Idleness(AgentRuntime runtime, Mailbox mailbox, Runnable tooLong) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.tooLong = tooLong;
	}

	/** The agent did something, and has nothing to do now. */
	void restart() {
		this.since = System.nanoTime();
		if (!this.scheduled) {
			this.scheduled = true;
			look(this.runtime.properties().idleTimeout());
		}
	}

	private void look(Duration delay) {
		this.runtime.later(delay, () -> this.mailbox.execute(() -> {
			Duration left = this.runtime.properties().idleTimeout().minusNanos(System.nanoTime() - this.since);
			if (left.isPositive()) {
				look(left);
			}
			else {
				this.scheduled = false;
				this.tooLong.run();
			}
		}));
	}

}
