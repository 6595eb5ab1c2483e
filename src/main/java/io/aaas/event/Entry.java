package io.aaas.event;

/**
 * What a reader of events is handed out, and where it goes on behind that.
 *
 * @param previous the number of the event before it
 * @param number its own number, in the order that is read; of a delta, which has none,
 * that of the event before it
 * @param item what it is
 */
public record Entry(long previous, long number, Published item) {

	/** As an agent's log numbers it. */
	static Entry of(Published item) {
		return switch (item) {
			case Event event -> new Entry(event.seq() - 1, event.seq(), event.stored());
			case Delta delta -> new Entry(delta.behind(), delta.behind(), delta);
		};
	}

	/** About how much memory it takes, in bytes. */
	int size() {
		return switch (this.item) {
			case Event event -> event.size();
			case Delta delta -> delta.size();
		};
	}

}
