package io.aaas.claude;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A success is remembered, a failure for a few seconds.
 */
final class Remembered<T> {

	private static final Duration RETRY = Duration.ofSeconds(3);

	private final Supplier<T> source;

	private final Duration retry;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable T value;

	private @Nullable RuntimeException failure;

	private long failedAt;

	Remembered(Supplier<T> source) {
		this(source, RETRY);
	}

	Remembered(Supplier<T> source, Duration retry) {
		this.source = source;
		this.retry = retry;
	}

	T get() {
		T known = this.value;
		if (known != null) {
			return known;
		}
		this.lock.lock();
		try {
			known = this.value;
			if (known != null) {
				return known;
			}
			if (this.failure != null && System.nanoTime() - this.failedAt < this.retry.toNanos()) {
				throw this.failure;
			}
			T found = this.source.get();
			this.value = found;
			return found;
		}
		catch (RuntimeException ex) {
			if (ex != this.failure) {
				this.failure = ex;
				this.failedAt = System.nanoTime();
			}
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

}
