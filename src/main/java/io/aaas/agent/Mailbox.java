package io.aaas.agent;

import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs the tasks of one agent one after the other, in the order they came. It holds a
 * virtual thread only while there is something to do.
 */
class Mailbox {

	private static final Logger logger = LoggerFactory.getLogger(Mailbox.class);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final Executor executor;

	private final String agentId;

	Mailbox(String agentId, Executor executor) {
		this.agentId = agentId;
		this.executor = executor;
	}

	void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			this.executor.execute(this::run);
		}
	}

	<T> CompletableFuture<T> submit(Callable<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		execute(() -> {
			try {
				result.complete(task.call());
			}
			catch (Exception | Error ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	/** Run a task whose result takes longer than the task itself. */
	<T> CompletableFuture<T> compose(Callable<CompletableFuture<T>> task) {
		return submit(task).thenCompose((result) -> result);
	}

	private void run() {
		MDC.put("agent_id", this.agentId);
		try {
			do {
				Runnable task = this.tasks.poll();
				if (task != null) {
					run(task);
				}
			}
			while (this.pending.decrementAndGet() > 0);
		}
		finally {
			MDC.remove("agent_id");
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (OwnershipLostException ex) {
			logger.debug("A task of the agent came too late", ex);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A task of the agent failed", ex);
		}
	}

}
