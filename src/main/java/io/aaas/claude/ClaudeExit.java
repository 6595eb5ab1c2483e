package io.aaas.claude;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param code the exit code as a shell shows it (137 after SIGKILL), or {@code null} if
 * it is not known: the process was not started by this run of the service
 * @param signal the signal that the code stands for, or {@code null}. The CLI 2.1.197 to
 * 2.1.330 handles SIGTERM itself and exits with 143, which cannot be told from dying of
 * it
 * @param at when the end was seen
 */
public record ClaudeExit(@Nullable Integer code, @Nullable Integer signal, Instant at) {

	/** A shell adds 128 to a signal's number; so do bubblewrap and the JDK. */
	private static final int SIGNAL_BASE = 128;

	private static final int HIGHEST_SIGNAL = 64;

	static ClaudeExit of(int code, Instant at) {
		int signal = code - SIGNAL_BASE;
		return new ClaudeExit(code, (signal > 0 && signal <= HIGHEST_SIGNAL) ? Integer.valueOf(signal) : null, at);
	}

	static ClaudeExit unknown(Instant at) {
		return new ClaudeExit(null, null, at);
	}

}
