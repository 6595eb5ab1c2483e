package io.aaas.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MailboxTests {

	private final List<Thread> threads = new ArrayList<>();

	private final Executor executor = (task) -> {
		synchronized (this.threads) {
			this.threads.add(Thread.startVirtualThread(task));
		}
	};

	private final Mailbox mailbox = new Mailbox("agent", this.executor);

	@Test
	void executeWhenManyThreadsHandInRunsOneTaskAtATimeInTheirOrder() {
		int senders = 8;
		List<List<Integer>> seen = IntStream.range(0, senders)
			.<List<Integer>>mapToObj((i) -> new ArrayList<>())
			.toList();
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(senders * 200);
		IntStream.range(0, senders).forEach((sender) -> Thread.startVirtualThread(() -> {
			for (int i = 0; i < 200; i++) {
				int number = i;
				this.mailbox.execute(() -> {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					// Not safe for two threads at once.
					seen.get(sender).add(number);
					Thread.yield();
					running.decrementAndGet();
					done.countDown();
				});
			}
		}));
		await().until(() -> done.getCount() == 0);
		assertThat(most).hasValue(1);
		assertThat(seen).allMatch((numbers) -> numbers.equals(IntStream.range(0, 200).boxed().toList()));
	}

	@Test
	void executeWhenTaskFailsRunsTheNext() {
		List<String> ran = new ArrayList<>();
		this.mailbox.execute(() -> {
			throw new IllegalStateException("a task that fails");
		});
		this.mailbox.execute(() -> {
			throw new StackOverflowError("a task that fails worse");
		});
		assertThat(this.mailbox.submit(() -> ran.add("next"))).succeedsWithin(10, TimeUnit.SECONDS);
	}

	@Test
	void submitWhenTaskFailsTellsItsCaller() {
		assertThat(this.mailbox.<String>submit(() -> {
			throw new IOException("checked");
		})).failsWithin(10, TimeUnit.SECONDS).withThrowableThat().havingCause().isInstanceOf(IOException.class);
		assertThat(this.mailbox.<String>submit(() -> {
			throw new StackOverflowError("error");
		})).failsWithin(10, TimeUnit.SECONDS).withThrowableThat().havingCause().isInstanceOf(StackOverflowError.class);
	}

	@Test
	void composeWhenResultComesLaterLetsOtherTasksRun() {
		CompletableFuture<String> later = new CompletableFuture<>();
		CompletableFuture<String> result = this.mailbox.compose(() -> later);
		assertThat(this.mailbox.submit(() -> "other")).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(result).isNotDone();
		later.complete("result");
		assertThat(result).isCompletedWithValue("result");
	}

	@Test
	void executeWhenThereIsNothingToDoHoldsNoThread() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.mailbox.submit(() -> "done")).succeedsWithin(10, TimeUnit.SECONDS);
			await().until(() -> this.threads.stream().noneMatch(Thread::isAlive));
		}
	}

	@Test
	void executeWhenTaskHandsInAnotherRunsItAfterwards() {
		List<String> order = new ArrayList<>();
		CompletableFuture<String> inner = new CompletableFuture<>();
		this.mailbox.execute(() -> {
			this.mailbox.execute(() -> {
				order.add("inner");
				inner.complete("ran");
			});
			order.add("outer");
		});
		assertThat(inner).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(order).containsExactly("outer", "inner");
	}

}
