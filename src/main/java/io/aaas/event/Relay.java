package io.aaas.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedCollection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Wakes those who wait a few at a time: the last of them wakes the next few before it
 * does anything else. A thousand that are woken at once would be in line before whatever
 * has to run next, such as the turn that they follow; and who wakes them would wait for
 * all of them.
 */
final class Relay {

	/**
	 * With more, a turn waits longer behind its readers; with fewer, the last reader does
	 * on a busy machine.
	 */
	private static final int FEW = 4;

	private LinkedHashSet<CompletableFuture<Wave>> waiting = new LinkedHashSet<>();

	private volatile long count;

	/** How often it was called; to be asked for before looking at what there is. */
	long count() {
		return this.count;
	}

	/** Wake all who wait. */
	void call() {
		Wave wave;
		synchronized (this) {
			this.count++;
			wave = new Wave(this.waiting);
			this.waiting = new LinkedHashSet<>();
		}
		wave.wakeNext();
	}

	/**
	 * Wait for the next call.
	 * @param known how often it had been called; if it was called since, it is not waited
	 */
	void await(long known, long nanos) throws InterruptedException {
		CompletableFuture<Wave> turn = new CompletableFuture<>();
		synchronized (this) {
			if (this.count != known) {
				return;
			}
			this.waiting.add(turn);
		}
		try {
			turn.get(nanos, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			// It is looked again in any case.
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			leave(turn);
		}
	}

	/** Also who has stopped waiting wakes the next, if it was woken to do so. */
	private void leave(CompletableFuture<Wave> turn) {
		if (turn.cancel(false)) {
			synchronized (this) {
				this.waiting.remove(turn);
			}
		}
		else {
			turn.join().wakeNext();
		}
	}

	/**
	 * Those who are woken by one call; held by one of them at a time.
	 */
	private record Wave(SequencedCollection<CompletableFuture<Wave>> waiting) {

		private static final Wave OVER = new Wave(List.of());

		void wakeNext() {
			int woken = 0;
			while (woken < FEW && !this.waiting.isEmpty()) {
				boolean last = woken == FEW - 1;
				// Who has given up does not count.
				woken += this.waiting.removeFirst().complete(last ? this : OVER) ? 1 : 0;
			}
		}

	}

}
