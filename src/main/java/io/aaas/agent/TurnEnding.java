package io.aaas.agent;

/**
 * Why the service ends a turn before the CLI does.
 */
enum TurnEnding {

	INTERRUPTED(MessageStatus.INTERRUPTED, FailureCode.INTERRUPTED, "The turn was interrupted"),

	SUPERSEDED(MessageStatus.INTERRUPTED, FailureCode.SUPERSEDED,
			"A message with when_busy: interrupt took the place of the turn"),

	TIMED_OUT(MessageStatus.TIMED_OUT, FailureCode.TIMEOUT, "The turn ran past its timeout and was interrupted"),

	MUTE(MessageStatus.FAILED, FailureCode.NO_OUTPUT,
			"The CLI took the message, and then said nothing for longer than FIRST_OUTPUT_TIMEOUT"),

	SILENT(MessageStatus.FAILED, FailureCode.NO_OUTPUT,
			"The CLI said nothing for longer than SILENCE_TIMEOUT, while no tool ran and nobody was asked"),

	UNCONFIRMED(MessageStatus.FAILED, FailureCode.NO_OUTPUT,
			"The CLI wrote a result that may be an earlier turn's, and then nothing for longer than RESULT_TIMEOUT"),

	OUTPUT_LIMIT(MessageStatus.FAILED, FailureCode.OUTPUT_LIMIT,
			"The CLI wrote more in the turn than MAX_TURN_OUTPUT; what it wrote last was left out"),

	AGENT_STOPPED(MessageStatus.INTERRUPTED, FailureCode.AGENT_STOPPED, "The agent was stopped during the turn"),

	AGENT_RESTARTED(MessageStatus.INTERRUPTED, FailureCode.AGENT_RESTARTED, "The agent was restarted during the turn"),

	AGENT_DELETED(MessageStatus.INTERRUPTED, FailureCode.AGENT_DELETED, "The agent was deleted during the turn"),

	STORAGE_FULL(MessageStatus.FAILED, FailureCode.STORAGE_FULL,
			"The disk became too full during the turn, so that its output could have been lost");

	private final MessageStatus status;

	private final FailureCode code;

	private final String detail;

	TurnEnding(MessageStatus status, FailureCode code, String detail) {
		this.status = status;
		this.code = code;
		this.detail = detail;
	}

	MessageStatus status() {
		return this.status;
	}

	Failure failure() {
		return new Failure(this.code, this.detail);
	}

}
