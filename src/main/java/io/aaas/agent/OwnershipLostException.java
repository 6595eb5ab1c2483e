package io.aaas.agent;

/**
 * The agent is owned by another node by now; what this one wanted to write was refused.
 */
class OwnershipLostException extends RuntimeException {

	OwnershipLostException(String agentId) {
		super("Agent " + agentId + " has another owner");
	}

}
