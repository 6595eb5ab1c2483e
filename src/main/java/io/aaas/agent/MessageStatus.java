package io.aaas.agent;

/**
 * The states of a message. Every message ends in exactly one that is terminal.
 */
public enum MessageStatus {

	QUEUED, RUNNING, WAITING_APPROVAL, COMPLETED, FAILED, INTERRUPTED, CANCELLED, TIMED_OUT, BUDGET_EXCEEDED;

	/**
	 * Whether a message never leaves this state again.
	 * @return {@code true} if it is final
	 */
	public boolean isTerminal() {
		return compareTo(COMPLETED) >= 0;
	}

}
