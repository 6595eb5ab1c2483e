package io.aaas.event;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What a reader of events is handed out, and where it goes on behind that. All readers
 * that are told of it at the time it happens have the same one.
 */
public final class Entry {

	private final long previous;

	private final long number;

	private final Published item;

	private volatile @Nullable String document;

	/**
	 * @param previous the number of the event before it
	 * @param number its own number, in the order that is read; of a delta, which has
	 * none, that of the event before it
	 * @param item what it is
	 */
	Entry(long previous, long number, Published item) {
		this.previous = previous;
		this.number = number;
		this.item = item;
	}

	/** As an agent's log numbers it. */
	static Entry of(Published item) {
		return switch (item) {
			case Event event -> new Entry(event.seq() - 1, event.seq(), event.stored());
			case Delta delta -> new Entry(delta.behind(), delta.behind(), delta);
		};
	}

	long previous() {
		return this.previous;
	}

	/**
	 * Its number, in the order that is read.
	 * @return of a delta, which has none, that of the event before it
	 */
	public long number() {
		return this.number;
	}

	/**
	 * What it is.
	 * @return an event or a delta
	 */
	public Published item() {
		return this.item;
	}

	/**
	 * What clients are told of it. However many readers it has, it is written once.
	 * @param writer writes it, for whichever reader
	 * @return what the first writer has made of it
	 */
	public String document(Function<Published, String> writer) {
		String written = this.document;
		if (written == null) {
			written = writer.apply(this.item);
			this.document = written;
		}
		return written;
	}

	/**
	 * About how much memory it takes.
	 * @return bytes
	 */
	public int size() {
		return switch (this.item) {
			case Event event -> event.size();
			case Delta delta -> delta.size();
		};
	}

}
