package io.aaas.claude;

/**
 * The process ended before it answered.
 */
public class ClaudeProcessExitedException extends RuntimeException {

	ClaudeProcessExitedException(String message) {
		super(message);
	}

}
