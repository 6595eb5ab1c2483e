package io.aaas.claude;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a child's stdin. A child that does not read blocks a write for as long as it
 * lives, so that a platform thread does it: one a child, started when there is something
 * to write and gone after five seconds without.
 */
final class StdinWriter {

	private static final Logger log = LoggerFactory.getLogger(StdinWriter.class);

	private static final int MAX_LINES = 256;

	private static final long MAX_BYTES = 64L * 1024 * 1024;

	private static final long IDLE_SECONDS = 5;

	private final OutputStream stdin;

	private final ThreadPoolExecutor thread;

	private final AtomicLong queued = new AtomicLong();

	private final AtomicBoolean closed = new AtomicBoolean();

	StdinWriter(OutputStream stdin, String name) {
		this.stdin = stdin;
		this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_LINES),
				Thread.ofPlatform().daemon().name("claude-stdin-" + name).stackSize(256 * 1024).factory());
		this.thread.allowCoreThreadTimeOut(true);
	}

	boolean isOpen() {
		return !this.closed.get();
	}

	/**
	 * Queue a line.
	 * @param line the line, with its line feed
	 * @throws IllegalStateException if stdin is closed or the child has not read for long
	 */
	void write(byte[] line) {
		if (this.closed.get()) {
			throw new IllegalStateException("stdin is closed");
		}
		if (this.queued.addAndGet(line.length) > MAX_BYTES) {
			this.queued.addAndGet(-line.length);
			throw new IllegalStateException("the process does not read its stdin");
		}
		try {
			this.thread.execute(() -> writeNow(line));
		}
		catch (RejectedExecutionException ex) {
			this.queued.addAndGet(-line.length);
			throw new IllegalStateException("the process does not read its stdin", ex);
		}
		catch (OutOfMemoryError ex) {
			// What is missing is not memory but a thread, under a limit of the machine.
			this.queued.addAndGet(-line.length);
			throw new IllegalStateException("there is no thread to write to the process", ex);
		}
	}

	private void writeNow(byte[] line) {
		try {
			this.stdin.write(line);
			this.stdin.flush();
		}
		catch (IOException ex) {
			// It has ended, or is about to: its exit says what to do.
			log.debug("stdin is gone: {}", ex.getMessage());
			this.closed.set(true);
		}
		finally {
			this.queued.addAndGet(-line.length);
		}
	}

	/** Close stdin after what is queued. */
	void close() {
		if (this.closed.compareAndSet(false, true)) {
			try {
				this.thread.execute(this::closeNow);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				log.debug("Stdin cannot be closed now: the process's end does it", ex);
			}
		}
	}

	private void closeNow() {
		try {
			this.stdin.close();
		}
		catch (IOException ex) {
			log.debug("stdin is gone: {}", ex.getMessage());
		}
	}

	/** Nobody reads any more. */
	void abandon() {
		this.closed.set(true);
		this.thread.shutdownNow();
	}

}
