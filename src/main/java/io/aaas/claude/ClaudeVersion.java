package io.aaas.claude;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Claude Code CLI. What this package knows of the CLI's behaviour was
 * observed on {@link #OLDEST} and {@link #NEWEST}; its tests run both.
 */
public record ClaudeVersion(int major, int minor, int patch) implements Comparable<ClaudeVersion> {

	/** Older ones are refused. */
	public static final ClaudeVersion OLDEST = new ClaudeVersion(2, 1, 197);

	/** Newer ones are used, with a warning. */
	public static final ClaudeVersion NEWEST = new ClaudeVersion(2, 1, 330);

	private static final Pattern FORM = Pattern.compile("(?<![\\d.])(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?!\\d)");

	private static final Comparator<ClaudeVersion> ORDER = Comparator.comparingInt(ClaudeVersion::major)
		.thenComparingInt(ClaudeVersion::minor)
		.thenComparingInt(ClaudeVersion::patch);

	/**
	 * The first version number in a text such as {@code 2.1.330 (Claude Code)}.
	 * @param text the text
	 * @return the version
	 * @throws IllegalArgumentException if there is none in it
	 */
	public static ClaudeVersion parse(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.find()) {
			throw new IllegalArgumentException("no version number in '" + text + "'");
		}
		return new ClaudeVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
				Integer.parseInt(matcher.group(3)));
	}

	@Override
	public int compareTo(ClaudeVersion other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.major + "." + this.minor + "." + this.patch;
	}

}
