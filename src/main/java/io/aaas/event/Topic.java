package io.aaas.event;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * What was published of one agent lately, for all who follow it: however many they are,
 * it is in memory once, and to publish costs the same. Whoever is too slow for it reads
 * the database.
 */
final class Topic {

	private static final int SLOTS = 1024;

	private static final long MOST_BYTES = 1024 * 1024;

	private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

	private long bytes;

	private volatile long first;

	private volatile long end;

	private volatile long last;

	private final Relay moved = new Relay();

	private volatile boolean draining;

	private volatile EventSubscription.@Nullable End closed;

	/** Never waits for a subscriber. */
	void publish(List<Entry> entries) {
		if (!entries.isEmpty()) {
			synchronized (this) {
				entries.forEach(this::add);
			}
			reached(entries.getLast().number());
		}
	}

	private void add(Entry entry) {
		int size = entry.size();
		this.bytes += size;
		while (this.end - this.first >= SLOTS || (this.bytes > MOST_BYTES && this.first < this.end)) {
			Slot oldest = this.slots.getAndSet(index(this.first), null);
			this.bytes -= (oldest != null) ? oldest.size() : 0;
			this.first++;
		}
		this.slots.set(index(this.end), new Slot(this.end, entry, size));
		this.end++;
	}

	/** What is stored goes at least up to this number. */
	void reached(long number) {
		this.last = number;
		this.moved.call();
	}

	/** How far what is stored goes, as far as that is known. */
	long last() {
		return this.last;
	}

	/** Those who follow have nothing more to wait for. */
	void close(EventSubscription.End reason) {
		this.closed = reason;
		this.moved.call();
	}

	/** The service stops: only those who wait for a message to end go on, for a while. */
	void drain() {
		this.draining = true;
		this.moved.call();
	}

	boolean draining() {
		return this.draining;
	}

	/** Why there is nothing more to wait for, once there is not. */
	EventSubscription.@Nullable End closed() {
		return this.closed;
	}

	/** Wakes who waits for what is published. */
	Relay moved() {
		return this.moved;
	}

	/** The oldest position that may still be there. */
	long first() {
		return this.first;
	}

	/** The position of what will be published next. */
	long end() {
		return this.end;
	}

	/** What is at a position, unless others have taken its place. */
	@Nullable Entry at(long position) {
		Slot slot = this.slots.get(index(position));
		return (slot != null && slot.position() == position) ? slot.entry() : null;
	}

	private static int index(long position) {
		return (int) (position % SLOTS);
	}

	private record Slot(long position, Entry entry, int size) {
	}

}
