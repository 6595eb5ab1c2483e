package io.aaas.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The database. All SQL of the service runs in {@link #write} or {@link #read}; both may
 * be called from any thread, virtual ones too: the statements run on platform threads,
 * because two virtual threads that wait for SQLite's lock stop all others of the JVM.
 */
@Component
public final class Store implements DisposableBean {

	/** How long a caller waits, so that an outage is an answer within five seconds. */
	private static final Duration PATIENCE = Duration.ofSeconds(4);

	private final Database database;

	private final GroupCommit writer;

	private final ExecutorService readerThreads;

	private final TransactionRunner reader;

	private final Timer writes;

	Store(StoreProperties properties, DataDirectory directory, MeterRegistry metrics) {
		this.writes = Timer.builder("aaas.store.writes")
			.description("Writes, from when they are asked for until they are committed")
			.register(metrics);
		this.database = Database.open(properties, directory.path());
		this.writer = new GroupCommit(new TransactionRunner(this.database.writer()));
		this.reader = new TransactionRunner(this.database.readers());
		this.readerThreads = Executors.newFixedThreadPool(properties.readers(),
				Thread.ofPlatform().daemon().name("store-reader-", 0).factory());
	}

	/**
	 * The database's product.
	 * @return {@code sqlite} or {@code postgresql}
	 */
	public String product() {
		return this.database.name();
	}

	/**
	 * Run statements in a transaction and wait until it is committed. It shares its
	 * commit with others that wait at the same time, and runs again by itself when one of
	 * those fails: the function must do nothing but SQL.
	 * @param key what the transaction writes to, such as an agent's id: transactions of
	 * one key run in the order they were handed in
	 * @param work the statements
	 * @param <T> what they give back
	 * @return what the function returned, once durable
	 * @throws StoreUnavailableException if the database did not take it in time
	 */
	public <T extends @Nullable Object> T write(String key, Function<Transaction, T> work) {
		GroupCommit.Write<T> write = new GroupCommit.Write<>(key, work);
		long asked = System.nanoTime();
		this.writer.submit(write);
		T result = await(write.outcome(), write);
		this.writes.record(System.nanoTime() - asked, TimeUnit.NANOSECONDS);
		return result;
	}

	/**
	 * Run queries in a transaction of their own.
	 * @param work the queries
	 * @param <T> what they give back
	 * @return what the function returned
	 * @throws StoreUnavailableException if the database did not answer in time
	 */
	public <T extends @Nullable Object> T read(Function<Transaction, T> work) {
		// A file can be read where it cannot be written; a server is there or is not.
		if (this.database.isRemote() && this.writer.isStalled()) {
			throw new StoreUnavailableException(false, null);
		}
		return await(CompletableFuture.supplyAsync(() -> this.reader.run(work), this.readerThreads), null);
	}

	private static <T extends @Nullable Object> T await(CompletableFuture<T> outcome,
			GroupCommit.@Nullable Write<?> write) {
		try {
			return outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw givenUp(outcome, write, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw givenUp(outcome, write, ex);
		}
	}

	private static StoreUnavailableException givenUp(CompletableFuture<?> outcome, GroupCommit.@Nullable Write<?> write,
			Exception ex) {
		if (write == null) {
			// A read that still waits for a thread then never runs.
			outcome.cancel(false);
			return new StoreUnavailableException(false, ex);
		}
		return new StoreUnavailableException(!write.abandon(), ex);
	}

	@Override
	public void destroy() {
		this.writer.close();
		this.readerThreads.shutdown();
		this.database.close();
	}

}
