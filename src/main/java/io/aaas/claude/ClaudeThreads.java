package io.aaas.claude;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The platform threads of this package. A native call that blocks would hold a carrier of
 * the virtual threads, and with it the web server (JDK 25: 256 of them freeze the JVM,
 * two where the JDK does not compensate).
 */
final class ClaudeThreads implements AutoCloseable {

	/** A parent-death signal follows the thread that started the child: it must last. */
	private final ExecutorService launcher = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("claude-launcher").factory());

	private final ExecutorService files;

	/** Its own threads, as no stop may wait for a long read. */
	private final ScheduledThreadPoolExecutor ends = new ScheduledThreadPoolExecutor(4,
			Thread.ofPlatform().daemon().name("claude-ends-", 0).factory());

	ClaudeThreads() {
		int size = Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16);
		this.files = Executors.newFixedThreadPool(size,
				Thread.ofPlatform().daemon().name("claude-files-", 0).factory());
		// When the machine gives no more threads, there must be some that end processes.
		this.ends.prestartAllCoreThreads();
	}

	/** Run on the one thread that starts children, and wait for it. */
	<T> T launch(Supplier<T> work) {
		return join(CompletableFuture.supplyAsync(work, this.launcher));
	}

	/** Run on the bounded pool for files and {@code /proc}, and wait for it. */
	<T> T call(Supplier<T> work) {
		return join(CompletableFuture.supplyAsync(work, this.files));
	}

	/** Run on the threads that end processes. */
	CompletableFuture<Void> end(Runnable work) {
		return CompletableFuture.runAsync(work, this.ends);
	}

	/** Run on the threads that end processes, later. */
	void endAfter(Duration delay, Runnable work) {
		this.ends.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static <T> T join(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	@Override
	public void close() {
		this.launcher.shutdownNow();
		this.files.shutdownNow();
		this.ends.shutdownNow();
	}

}
