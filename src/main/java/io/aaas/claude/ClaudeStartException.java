package io.aaas.claude;

import org.jspecify.annotations.Nullable;

/**
 * The program was found but this process of it could not be started.
 */
public class ClaudeStartException extends RuntimeException {

	private final @Nullable Integer exitCode;

	private final String errors;

	ClaudeStartException(String reason, @Nullable Integer exitCode, String errors, @Nullable Throwable cause) {
		super(reason + ((exitCode != null) ? " (exit code " + exitCode + ")" : "")
				+ (errors.isEmpty() ? "" : ": " + errors), cause);
		this.exitCode = exitCode;
		this.errors = errors;
	}

	/**
	 * The exit code, if there was a process at all.
	 * @return the code as a shell shows it, or {@code null}
	 */
	public @Nullable Integer exitCode() {
		return this.exitCode;
	}

	/**
	 * The end of what it wrote to stderr, secrets redacted.
	 * @return at most 4 KiB, possibly empty
	 */
	public String errors() {
		return this.errors;
	}

}
