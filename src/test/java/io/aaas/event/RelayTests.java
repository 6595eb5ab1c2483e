package io.aaas.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class RelayTests {

	private static final long LONG = TimeUnit.HOURS.toNanos(1);

	private final Relay relay = new Relay();

	private Thread waiter(long known, long nanos, Runnable afterwards) {
		return Thread.startVirtualThread(() -> {
			try {
				this.relay.await(known, nanos);
				afterwards.run();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	private static void awaitParked(Thread thread) {
		while (thread.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
	}

	@Test
	void callWakesAllAlsoBehindThoseWhoHaveGivenUp() throws Exception {
		AtomicInteger woken = new AtomicInteger();
		CountDownLatch all = new CountDownLatch(300);
		List<Thread> gone = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			boolean leaves = i % 5 < 2;
			Thread waiter = waiter(0, LONG, () -> {
				woken.incrementAndGet();
				all.countDown();
			});
			awaitParked(waiter);
			if (leaves) {
				gone.add(waiter);
			}
		}
		// Some go before, and the others while the rest is woken.
		gone.subList(0, 100).forEach(Thread::interrupt);
		for (Thread thread : gone.subList(0, 100)) {
			thread.join();
		}
		Thread caller = Thread.startVirtualThread(this.relay::call);
		gone.subList(100, 200).forEach(Thread::interrupt);
		caller.join();
		all.await();
		assertThat(woken).hasValueBetween(300, 400);
		assertThat(this.relay.count()).isEqualTo(1);
	}

	@Test
	void awaitWhenItWasCalledSinceDoesNotWait() throws Exception {
		long known = this.relay.count();
		this.relay.call();
		this.relay.await(known, LONG);
		assertThat(this.relay.count()).isGreaterThan(known);
	}

	@Test
	void callWakesWhoeverWaitsAgain() throws Exception {
		int readers = 50;
		int calls = 2000;
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < readers; i++) {
			threads.add(Thread.startVirtualThread(() -> {
				try {
					long known;
					while ((known = this.relay.count()) < calls) {
						this.relay.await(known, LONG);
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
		}
		for (int i = 0; i < calls; i++) {
			this.relay.call();
			Thread.yield();
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

	@Test
	void awaitWhenTheTimeIsOverReturns() throws Exception {
		this.relay.await(this.relay.count(), 1);
		assertThat(this.relay.count()).isZero();
	}

}
