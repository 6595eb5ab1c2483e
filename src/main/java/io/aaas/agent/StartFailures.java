package io.aaas.agent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How often in a row an agent's process could not be started. Confined to the agent's
 * mailbox.
 */
final class StartFailures {

	/** After so many the agent is in error. */
	static final int MOST = 5;

	/** How the CLI refuses its command line: seen on 2.1.197 and 2.1.330. */
	private static final Pattern REFUSED = Pattern
		.compile("error: (unknown option|option '|missing required argument|too many arguments)");

	private int count;

	/** The next start begins anew, or comes after those of a lost service. */
	void reset(int count) {
		this.count = count;
	}

	/** The same command line would be refused the same way: one such is enough. */
	void add(String reason) {
		this.count = REFUSED.matcher(reason).find() ? MOST : this.count + 1;
	}

	boolean areTooMany() {
		return this.count >= MOST;
	}

	/**
	 * How long to wait for the next try: 1, 2, 4, 8 seconds, each shortened by up to a
	 * half, so that agents that failed together do not come back together.
	 */
	Duration delay() {
		long most = TimeUnit.SECONDS.toMillis(1L << (this.count - 1));
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
	}

}
