package io.aaas.agent;

/**
 * Why a message or an agent ended without success: the closed list of {@code error.code}.
 */
public enum FailureCode {

	/** The agent was stopped while the message waited or ran. */
	AGENT_STOPPED(true),

	/** The agent was restarted while the message ran. */
	AGENT_RESTARTED(true),

	/** The agent was deleted while the message waited or ran. */
	AGENT_DELETED(false),

	/** The agent could not be started. */
	AGENT_ERROR(true),

	/** The Messages API refused or failed. */
	API_ERROR(false),

	/** It cannot be told whether the CLI took the message. */
	DELIVERY_UNKNOWN(true),

	/** The CLI ended the turn with an error of its own. */
	EXECUTION_ERROR(false),

	/** A caller interrupted it. */
	INTERRUPTED(true),

	/** The agent has spent its {@code max_budget_usd}. */
	MAX_BUDGET(false),

	/** The turn reached {@code max_turns}. */
	MAX_TURNS(false),

	/**
	 * The CLI said nothing for longer than {@code FIRST_OUTPUT_TIMEOUT}, later in the
	 * turn than {@code SILENCE_TIMEOUT}, or after a result than {@code RESULT_TIMEOUT}.
	 */
	NO_OUTPUT(true),

	/** The CLI wrote more in the turn than {@code MAX_TURN_OUTPUT}. */
	OUTPUT_LIMIT(false),

	/** The CLI ended in the middle of the turn. */
	PROCESS_EXITED(true),

	/** The message waited longer than the queue's timeout. */
	QUEUE_TIMEOUT(true),

	/** The service was lost in the middle of the turn, and the turn with it. */
	SERVICE_LOST(true),

	/** The disk became too full in the middle of the turn. */
	STORAGE_FULL(true),

	/** The CLI could not be started. */
	START_FAILED(true),

	/** The CLI refused the message's {@code output_schema}. */
	OUTPUT_SCHEMA_REFUSED(false),

	/** There was no reply that satisfies the message's {@code output_schema}. */
	STRUCTURED_OUTPUT_INVALID(true),

	/** A message with {@code when_busy: interrupt} took the place of the turn. */
	SUPERSEDED(true),

	/** A caller cancelled it before it ran. */
	CANCELLED(true),

	/** The turn ran past its timeout. */
	TIMEOUT(true);

	private final boolean retryable;

	FailureCode(boolean retryable) {
		this.retryable = retryable;
	}

	boolean retryable() {
		return this.retryable;
	}

}
