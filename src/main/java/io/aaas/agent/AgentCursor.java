package io.aaas.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.aaas.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A place in the list of agents, which go by age: behind this one. An agent's id alone
 * does not tell its age, as it may be that of a process which was started before.
 *
 * @param createdAt when it was made, in milliseconds of the epoch
 * @param id its id
 */
public record AgentCursor(long createdAt, String id) {

	private static final Pattern FORM = Pattern.compile("(\\d{1,15})_([0-9a-f-]{36})");

	/**
	 * Where an agent stands.
	 * @param agent the agent
	 * @return the cursor as clients get it
	 */
	public static String of(Agent agent) {
		return agent.createdAt().toEpochMilli() + "_" + agent.id();
	}

	/**
	 * Read a cursor.
	 * @param cursor as it was given out, or {@code null}
	 * @return {@code null} for the start of the list
	 * @throws ProblemException if it is none
	 */
	public static @Nullable AgentCursor parse(@Nullable String cursor) {
		if (cursor == null) {
			return null;
		}
		Matcher matcher = FORM.matcher(cursor);
		if (!matcher.matches()) {
			throw ProblemException.invalidField("cursor", "must be the next_cursor of a page before");
		}
		return new AgentCursor(Long.parseLong(matcher.group(1)), matcher.group(2));
	}

}
