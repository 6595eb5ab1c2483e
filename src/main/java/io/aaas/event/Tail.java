package io.aaas.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.aaas.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is committed of a tenant, once for all who follow it: agents publish beside
 * each other, and only the database knows the order. It reads when something was
 * published, and on a thread that lasts as long as somebody follows.
 */
final class Tail {

	private static final Logger logger = LoggerFactory.getLogger(Tail.class);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private static final int PAGE_BYTES = 512 * 1024;

	private final Semaphore published = new Semaphore(1);

	private final Topic topic = new Topic();

	private final TenantSource source;

	private long through = -1;

	private volatile boolean ended;

	Tail(TenantSource source) {
		this.source = source;
	}

	Tail start() {
		Thread.ofVirtual().name("event-tail").start(this::run);
		return this;
	}

	Topic topic() {
		return this.topic;
	}

	/** Something was committed. */
	void published() {
		this.published.release();
	}

	void end() {
		this.ended = true;
		this.published.release();
	}

	private void run() {
		try {
			while (!this.ended) {
				this.published.acquire();
				this.published.drainPermits();
				while (!this.ended && !readOn()) {
					this.published.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Hand on what is there.
	 * @return {@code false} if the database does not answer
	 */
	private boolean readOn() {
		try {
			if (this.through < 0) {
				// Who follows has read, or reads by itself, what was there before.
				this.through = this.source.last();
				this.topic.reached(this.through);
			}
			Backlog backlog;
			do {
				backlog = this.source.backlog(this.through, PAGE_BYTES);
				List<Entry> entries = new ArrayList<>();
				for (Entry entry : backlog.entries()) {
					entries.add(new Entry(this.through, entry.number(), entry.item()));
					this.through = entry.number();
				}
				this.topic.publish(entries);
			}
			while (!backlog.complete() && !this.ended);
			return true;
		}
		catch (StoreUnavailableException ex) {
			return false;
		}
		catch (RuntimeException ex) {
			logger.error("The events of all agents cannot be read; it is tried again", ex);
			return false;
		}
	}

}
