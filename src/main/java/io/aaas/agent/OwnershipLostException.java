package io.aaas.agent;

import java.time.Duration;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;

/**
 * The agent is owned by another node by now; what this one wanted to write was refused.
 */
class OwnershipLostException extends ProblemException {

	OwnershipLostException(String agentId) {
		super(ProblemType.AGENT_MOVED,
				"Agent " + agentId + " is being taken over by another owner; nothing was changed here. Try again");
		retryAfter(Duration.ofSeconds(1));
	}

}
