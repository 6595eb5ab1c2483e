package io.aaas.agent;

/**
 * What a running agent does at the moment.
 */
public enum Activity {

	/** It waits for a message. */
	IDLE,

	/** A turn runs. */
	BUSY,

	/** A turn waits for a person's answer. */
	WAITING_APPROVAL,

	/** It has no process; the next message wakes it. */
	HIBERNATED

}
