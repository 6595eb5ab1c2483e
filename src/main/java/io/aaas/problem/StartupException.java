package io.aaas.problem;

/**
 * The service refuses to start. The message is the one line that its operator gets to
 * read: it names the setting, what is wrong with it and the remedy, and holds no secret.
 */
public class StartupException extends RuntimeException {

	public StartupException(String message) {
		super(message);
	}

	public StartupException(String message, Throwable cause) {
		super(message, cause);
	}

}
