package io.aaas.agent;

import java.time.Duration;

/**
 * How long a turn may still run; it stands still while a person is asked. Measured on the
 * monotonic clock.
 */
final class TurnTimer {

	private long left;

	private long runningSince;

	private boolean running;

	TurnTimer(Duration left, long nanoTime) {
		this.left = left.toNanos();
		this.runningSince = nanoTime;
		this.running = true;
	}

	void pause(long nanoTime) {
		if (this.running) {
			this.left -= nanoTime - this.runningSince;
			this.running = false;
		}
	}

	void resume(long nanoTime) {
		if (!this.running) {
			this.runningSince = nanoTime;
			this.running = true;
		}
	}

	boolean running() {
		return this.running;
	}

	Duration left(long nanoTime) {
		return Duration.ofNanos(this.running ? this.left - (nanoTime - this.runningSince) : this.left);
	}

}
