package io.aaas.fault;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether something hits everybody at the moment: then a fault of one agent need not end
 * as it does in peace.
 */
final class Weather {

	private final AtomicInteger storms = new AtomicInteger();

	private final AtomicLong begun = new AtomicLong();

	void storm(Runnable storm) {
		this.begun.incrementAndGet();
		this.storms.incrementAndGet();
		try {
			storm.run();
		}
		finally {
			this.storms.decrementAndGet();
		}
	}

	/** A moment, to be asked about later; negative in a storm. */
	long moment() {
		return (this.storms.get() > 0) ? -1 : this.begun.get();
	}

	/** Whether it has been calm since. */
	boolean calmSince(long moment) {
		return moment >= 0 && moment == moment();
	}

}
