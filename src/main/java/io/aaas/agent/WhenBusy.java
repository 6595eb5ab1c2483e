package io.aaas.agent;

/**
 * What becomes of a message that meets a busy agent.
 */
public enum WhenBusy {

	/** It waits behind all others. */
	QUEUE,

	/** It is refused. */
	REJECT,

	/** It runs next, and what runs is interrupted for it. */
	INTERRUPT

}
