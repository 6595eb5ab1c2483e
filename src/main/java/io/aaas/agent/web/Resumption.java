package io.aaas.agent.web;

import java.util.regex.Pattern;

import io.aaas.agent.Agent;
import io.aaas.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Where a client that comes back wants to go on, checked.
 */
final class Resumption {

	/** What clients of server-sent events send by themselves. */
	static final String HEADER = "Last-Event-ID";

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

	private static final String CURSOR = "e";

	private static final Pattern CURSORS = Pattern.compile(CURSOR + "[0-9a-z]{1,11}");

	private Resumption() {
	}

	/**
	 * The number behind which to begin.
	 * @param lastEventId what the client has seen; it goes first, as the URL is still
	 * that of its first request
	 * @param after the parameter of the URL
	 * @param agent the agent; a number that it has not reached is of another one
	 */
	static long position(@Nullable String lastEventId, String after, Agent agent) {
		boolean returns = lastEventId != null && !lastEventId.isEmpty();
		String value = returns ? lastEventId : after;
		if (value == null || !NUMBER.matcher(value).matches() || Long.parseLong(value) > agent.lastSeq()) {
			throw ProblemException.invalidField(returns ? HEADER : "after",
					"must be 0 or the seq of an event of this agent, whose last is " + agent.lastSeq());
		}
		return Long.parseLong(value);
	}

	/**
	 * As a number in the order of all agents' events is told: not to be computed with.
	 */
	static String cursor(long position) {
		return CURSOR + Long.toString(position, 36);
	}

	/**
	 * The number behind which to begin, of a cursor.
	 * @return 0 for an absent one
	 */
	static long position(String field, @Nullable String cursor) {
		if (cursor == null) {
			return 0;
		}
		if (!CURSORS.matcher(cursor).matches()) {
			throw ProblemException.invalidField(field, "must be the id of an event of this stream, or a next_cursor");
		}
		return Long.parseLong(cursor, CURSOR.length(), cursor.length(), 36);
	}

}
