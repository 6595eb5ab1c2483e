package io.aaas.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * The one thread that writes. It commits what has queued up the moment the last commit
 * ended: many callers share one flush of the disk, and a lone caller waits for nobody.
 */
class GroupCommit implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	private static final int LARGEST_GROUP = 500;

	/** After so long without a success nobody is made to wait for one. */
	private static final Duration STALL = Duration.ofSeconds(3);

	private static final Duration PROBE = Duration.ofMillis(250);

	private static final Write<Boolean> STOP = new Write<>("", (transaction) -> true);

	private final BlockingQueue<Write<?>> queue = new LinkedBlockingQueue<>();

	private final TransactionRunner runner;

	private final Thread thread;

	/** Since when the writer has been at it; 0 if it has nothing to do. */
	private volatile long busySince;

	private boolean reported;

	GroupCommit(TransactionRunner runner) {
		this.runner = runner;
		this.thread = Thread.ofPlatform().daemon().name("store-writer").start(this::loop);
	}

	void submit(Write<?> write) {
		if (!this.thread.isAlive() || isStalled()) {
			write.fail(new StoreUnavailableException(false, null));
			return;
		}
		this.queue.add(write);
	}

	/** Whether the database has not answered for so long that it counts as lost. */
	boolean isStalled() {
		long since = this.busySince;
		return since != 0 && System.nanoTime() - since > STALL.toNanos();
	}

	private void loop() {
		List<Write<?>> group = new ArrayList<>();
		while (true) {
			group.clear();
			try {
				group.add(this.queue.take());
			}
			catch (InterruptedException ex) {
				return;
			}
			this.queue.drainTo(group, LARGEST_GROUP - 1);
			boolean stop = group.remove(STOP);
			// One order for all nodes, so that two of them never wait for each other's
			// rows.
			group.sort(Comparator.comparing(Write::key));
			this.busySince = System.nanoTime() | 1;
			if (commit(group)) {
				this.reported = false;
			}
			else {
				stop = stop || !awaitDatabase();
			}
			this.busySince = 0;
			if (stop) {
				return;
			}
		}
	}

	/**
	 * Nothing can be written: whoever waits is told so, until the database answers again.
	 * @return {@code false} if the writer is to end
	 */
	private boolean awaitDatabase() {
		while (!isReachable()) {
			List<Write<?>> waiting = new ArrayList<>();
			this.queue.drainTo(waiting);
			boolean stop = waiting.remove(STOP);
			waiting.forEach((write) -> write.fail(new StoreUnavailableException(false, null)));
			if (stop) {
				return false;
			}
			try {
				Thread.sleep(PROBE);
			}
			catch (InterruptedException ex) {
				return false;
			}
		}
		return true;
	}

	private boolean isReachable() {
		try {
			this.runner.run((transaction) -> transaction.sql("select 1").query(Integer.class).single());
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Commit a group; if one of it fails, each of it on its own.
	 * @return {@code false} if the database cannot be reached
	 */
	private boolean commit(List<Write<?>> group) {
		try {
			List<Runnable> outcomes = this.runner.run((transaction) -> apply(group, transaction));
			outcomes.forEach(Runnable::run);
			return true;
		}
		catch (StoreUnavailableException ex) {
			report(ex);
			group.forEach((write) -> write.fail(ex));
			return false;
		}
		catch (RuntimeException | Error ex) {
			if (group.size() == 1) {
				group.getFirst().fail(ex);
			}
			else {
				return commitEach(group);
			}
			return true;
		}
	}

	private void report(StoreUnavailableException ex) {
		if (!this.reported) {
			this.reported = true;
			logger.warn("The database takes no writes: {}", NestedExceptionUtils.getMostSpecificCause(ex).toString());
		}
	}

	/**
	 * A write begins only now that there is a connection: whoever gives up before is told
	 * that nothing was written.
	 */
	private static List<Runnable> apply(List<Write<?>> group, Transaction transaction) {
		List<Runnable> applied = new ArrayList<>(group.size());
		for (Write<?> write : group) {
			if (write.begin()) {
				applied.add(write.apply(transaction));
			}
		}
		return applied;
	}

	private boolean commitEach(List<Write<?>> group) {
		boolean available = true;
		for (Write<?> write : group) {
			if (available) {
				available = commit(List.of(write));
			}
			else {
				// Each would wait for a connection, and whatever is queued for all of
				// them.
				write.fail(new StoreUnavailableException(false, null));
			}
		}
		return available;
	}

	@Override
	public void close() {
		this.queue.add(STOP);
		try {
			this.thread.join(5000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * One caller's part of a group.
	 */
	static final class Write<T extends @Nullable Object> {

		private enum State {

			QUEUED, BEGUN, ABANDONED

		}

		private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

		private final CompletableFuture<T> outcome = new CompletableFuture<>();

		private final String key;

		private final Function<Transaction, T> work;

		Write(String key, Function<Transaction, T> work) {
			this.key = key;
			this.work = work;
		}

		String key() {
			return this.key;
		}

		CompletableFuture<T> outcome() {
			return this.outcome;
		}

		/**
		 * Also {@code true} when it begins again, because one of its group has failed.
		 */
		private boolean begin() {
			return this.state.compareAndSet(State.QUEUED, State.BEGUN) || this.state.get() == State.BEGUN;
		}

		/**
		 * Give up waiting.
		 * @return {@code true} if the write had not begun, and now never will
		 */
		boolean abandon() {
			return this.state.compareAndSet(State.QUEUED, State.ABANDONED);
		}

		private Runnable apply(Transaction transaction) {
			T result = this.work.apply(transaction);
			return () -> this.outcome.complete(result);
		}

		private void fail(Throwable ex) {
			this.outcome.completeExceptionally(ex);
		}

	}

}
