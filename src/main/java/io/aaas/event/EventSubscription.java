package io.aaas.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a log: first what is there, then what comes, each event once and in
 * order. It is read from the database until the reader has caught up, from memory then,
 * and from the database again if the reader is too slow for that. For one thread, which
 * waits; nobody waits for it.
 */
public final class EventSubscription implements AutoCloseable {

	/** How much is handed out in one go; a single event may be more. */
	static final int BATCH_BYTES = 128 * 1024;

	/** How soon a database that did not answer is asked again. */
	private static final Duration RETRY = Duration.ofSeconds(1);

	private Source source;

	private final Topic topic;

	private final boolean follow;

	private final Runnable onClose;

	private long cursor;

	private long position;

	private boolean behind = true;

	private @Nullable End end;

	private boolean closed;

	EventSubscription(Source source, Topic topic, long after, boolean follow, Runnable onClose) {
		this.source = source;
		this.topic = topic;
		this.cursor = after;
		this.follow = follow;
		this.onClose = onClose;
		this.position = topic.end();
	}

	/**
	 * What comes next, some at a time.
	 * @param patience how long to wait for it
	 * @return events and deltas in order; empty if none came in time, or none will come
	 * @throws InterruptedException if the thread is interrupted
	 */
	public List<Entry> next(Duration patience) throws InterruptedException {
		long deadline = System.nanoTime() + patience.toNanos();
		while (this.end == null && !isShutDown()) {
			long calls = this.topic.moved().count();
			End closed = this.topic.closed();
			Duration pause = patience;
			List<Entry> found = List.of();
			if (this.behind) {
				try {
					found = readOn();
				}
				catch (StoreUnavailableException ex) {
					pause = RETRY;
				}
			}
			if (!this.behind && found.isEmpty()) {
				found = take();
			}
			if (!found.isEmpty()) {
				return found;
			}
			if (closed != null) {
				this.end = closed;
			}
			else if (!this.behind && !this.follow) {
				this.end = End.COMPLETE;
			}
			else if (!this.behind || pause == RETRY) {
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					return List.of();
				}
				this.topic.moved().await(calls, Math.min(left, pause.toNanos()));
			}
		}
		this.end = (this.end != null) ? this.end : End.SHUTDOWN;
		return List.of();
	}

	/**
	 * Tell of one message only, to its end. For a subscription that is older than the
	 * message, before it is read.
	 * @param messageId the message
	 * @param first the number of its first event
	 */
	public void tellOnlyOf(String messageId, long first) {
		this.source = this.source.ofMessage(messageId);
		this.cursor = first - 1;
		this.behind = false;
	}

	private boolean isShutDown() {
		boolean drained = this.topic.draining() && !this.source.outlastsDraining();
		return drained || this.topic.closed() == End.SHUTDOWN;
	}

	private List<Entry> readOn() {
		// All of that is committed, so what is not found below is gone.
		long known = this.topic.last();
		Backlog backlog = this.source.backlog(this.cursor, BATCH_BYTES);
		this.cursor = backlog.complete() ? Math.max(backlog.through(), known) : backlog.through();
		this.behind = !backlog.complete();
		return backlog.entries().stream().filter(this::passed).toList();
	}

	/**
	 * What was published since, as far as nothing is missing before it: it may be
	 * committed and not be published yet, or have been replaced by what came later.
	 */
	private List<Entry> take() {
		List<Entry> found = new ArrayList<>();
		int bytes = 0;
		this.position = Math.max(this.position, this.topic.first());
		while (!this.behind && this.position < this.topic.end() && bytes < BATCH_BYTES) {
			Entry entry = this.topic.at(this.position);
			if (entry == null) {
				this.position = Math.max(this.position + 1, this.topic.first());
				continue;
			}
			this.behind = entry.previous() > this.cursor;
			if (!this.behind) {
				this.position++;
				if (isNew(entry) && passed(entry)) {
					found.add(entry);
					bytes += entry.size();
				}
			}
		}
		if (this.position >= this.topic.end()) {
			this.behind |= this.topic.last() > this.cursor;
		}
		return found;
	}

	private boolean isNew(Entry entry) {
		boolean delta = entry.item() instanceof Delta;
		boolean next = delta ? entry.number() == this.cursor : entry.number() > this.cursor;
		this.cursor = Math.max(this.cursor, entry.number());
		return next;
	}

	/** Whether it is to be handed out. */
	private boolean passed(Entry entry) {
		if (entry.item() instanceof Event event && this.end == null) {
			this.end = this.source.endsWith(event);
		}
		return this.source.includes(entry.item());
	}

	/**
	 * How far the log was looked through: a reader that comes back with this number
	 * misses nothing.
	 * @return the number of the last event that was handed out, or was not asked for
	 */
	public long cursor() {
		return this.cursor;
	}

	/**
	 * Why nothing more will come.
	 * @return the reason, or {@code null} while something may come
	 */
	public @Nullable End end() {
		return this.end;
	}

	/** A second time does nothing. */
	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.onClose.run();
		}
	}

	/**
	 * Why a subscription ends.
	 */
	public enum End {

		/** The message has ended, or what was asked for. */
		COMPLETE,

		/** The agent was deleted. */
		DELETED,

		/** The service stops. */
		SHUTDOWN

	}

}
