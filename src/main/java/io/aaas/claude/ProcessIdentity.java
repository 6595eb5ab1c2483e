package io.aaas.claude;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process and no other: a pid alone is used again sooner or later.
 *
 * @param pid the process id, as the service sees it
 * @param startTime when it started, as the kernel tells it: clock ticks since boot (field
 * 22 of {@code /proc/<pid>/stat}) where there is a {@code /proc}, else epoch
 * milliseconds. Only for comparing
 */
public record ProcessIdentity(long pid, long startTime) {

	private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

	/**
	 * The inverse of {@link #toString()}.
	 * @param text such as {@code 4711:123456}
	 * @return the identity
	 * @throws IllegalArgumentException if the text has another form
	 */
	public static ProcessIdentity parse(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("not a process identity: '" + text + "'");
		}
		return new ProcessIdentity(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
	}

	/**
	 * As text, for storing.
	 * @return {@code pid:startTime}
	 */
	@Override
	public String toString() {
		return this.pid + ":" + this.startTime;
	}

}
