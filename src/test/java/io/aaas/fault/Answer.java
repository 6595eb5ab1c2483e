package io.aaas.fault;

/**
 * What became of one request.
 */
sealed interface Answer {

	/** The service has the message. */
	record Acknowledged(String messageId, int status) implements Answer {
	}

	/** The service has not got it. */
	record Refused(int status, String code) implements Answer {
	}

	/** Nobody knows. */
	record Unanswered(String reason) implements Answer {
	}

}
