package io.aaas.agent;

/**
 * What an agent is meant to be, and whether that holds.
 */
public enum AgentStatus {

	/** Its first process since a start is not ready yet. */
	STARTING,

	/** It takes messages. It may have no process: see {@link Activity#HIBERNATED}. */
	RUNNING,

	/** Stopped on purpose. */
	STOPPED,

	/** It would not start, or kept crashing. */
	ERROR,

	/** Its process ended by itself and was not brought back. */
	TERMINATED

}
