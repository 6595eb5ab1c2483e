package io.aaas.event;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a reader of an agent's log asks for.
 *
 * @param types the types of events; empty for all
 * @param messageId the message whose events alone are meant; {@code null} for all
 * @param deltas whether pieces of answers are told while they come
 */
public record Selection(List<EventType> types, @Nullable String messageId, boolean deltas) {

	/** All events. */
	public static final Selection ALL = new Selection(List.of(), null, false);

	public Selection {
		types = List.copyOf(types);
	}

	/**
	 * Events of some types.
	 * @param types the types; empty for all
	 * @param deltas whether pieces of answers are told, too
	 * @return what is asked for
	 */
	public static Selection of(Collection<EventType> types, boolean deltas) {
		return new Selection(List.copyOf(types), null, deltas);
	}

	/**
	 * The events of a message.
	 * @param messageId the message
	 * @param deltas whether pieces of its answer are told, too
	 * @return what is asked for
	 */
	public static Selection ofMessage(String messageId, boolean deltas) {
		return new Selection(List.of(), messageId, deltas);
	}

	Selection only(String messageId) {
		return new Selection(this.types, messageId, this.deltas);
	}

	boolean includes(Event event) {
		// A reader of some types, too, is to know what it has missed.
		return event.type() == EventType.LOG_GAP || (this.types.isEmpty() || this.types.contains(event.type()))
				&& (this.messageId == null || this.messageId.equals(event.messageId()));
	}

	boolean includes(Delta delta) {
		return this.deltas && (this.messageId == null || this.messageId.equals(delta.messageId()));
	}

}
