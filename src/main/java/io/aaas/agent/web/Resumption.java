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

}
