package io.aaas.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One entry of an agent's log.
 *
 * @param agentId the agent
 * @param seq its number in the agent's log: from 1, without a gap
 * @param messageId the message whose turn it belongs to, if any
 * @param type what happened
 * @param at when the service saw it
 * @param data the details, as a JSON document
 */
public record Event(String agentId, long seq, @Nullable String messageId, EventType type, Instant at,
		String data) implements Published {

	/**
	 * The largest {@link #data} that is kept in the event itself, in characters.
	 */
	public static final int LARGEST_DATA = 256 * 1024;

	/** The event as the log holds it: with a preview of data that is too large. */
	Event stored() {
		return (this.data.length() <= LARGEST_DATA) ? this : new Event(this.agentId, this.seq, this.messageId,
				this.type, this.at, new Payload(this.data).preview());
	}

	/** About how much memory it takes, in bytes. */
	int size() {
		return 2 * this.data.length() + 300;
	}

}
