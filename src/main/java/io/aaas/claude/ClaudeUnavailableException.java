package io.aaas.claude;

import org.jspecify.annotations.Nullable;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;

/**
 * There is no Claude Code CLI that can be used, or not in the way the configuration
 * demands. The detail says what was looked for, where, and the remedy.
 */
public class ClaudeUnavailableException extends ProblemException {

	ClaudeUnavailableException(String detail, @Nullable Throwable cause) {
		super(ProblemType.CLAUDE_UNAVAILABLE, detail, cause);
	}

	ClaudeUnavailableException(String detail) {
		this(detail, null);
	}

}
