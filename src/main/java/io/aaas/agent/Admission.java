package io.aaas.agent;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Which messages an agent takes.
 *
 * @param configs reads configurations
 * @param properties the limits
 */
record Admission(AgentConfigs configs, AgentProperties properties) {

	/**
	 * Take a message into the queue, as part of a change: as its last, or ahead of all.
	 * @param departure what the agent is about to become, if anything
	 * @param draining whether the service begins no more turns
	 * @throws ProblemException if the agent, or the service, is in no state to take it
	 */
	Message accept(AgentChange change, NewMessage request, @Nullable Departure departure, boolean draining) {
		Agent agent = change.agent();
		refuseUnlessOpen(agent, departure, draining);
		if (request.whenBusy() == WhenBusy.REJECT && !change.before().isIdle()) {
			throw new ProblemException(ProblemType.AGENT_BUSY,
					"The agent is busy; wait until its turn has ended, or let the message wait (when_busy: queue)");
		}
		if (agent.queueLength() >= this.properties.queueLimit()) {
			throw new ProblemException(ProblemType.QUEUE_FULL,
					"The agent's queue holds " + agent.queueLength() + " messages already; wait for one to end")
				.with("limit", this.properties.queueLimit())
				.retryAfter(AgentProcess.RETRY);
		}
		if (agent.status() == AgentStatus.TERMINATED) {
			change.edit((edit) -> edit.status = AgentStatus.STARTING);
		}
		String id = Identifiers.next();
		Message message = new Message(id, agent.tenantId(), agent.id(),
				(request.whenBusy() == WhenBusy.INTERRUPT) ? change.ahead() : agent.lastSeq() + 1, MessageStatus.QUEUED,
				request.content(), request.context(),
				(request.outputSchema() != null) ? request.outputSchema().document() : null,
				(request.timeout() != null) ? request.timeout()
						: this.configs.parse(agent.config()).messageTimeout(this.properties.agentTimeout()),
				request.onInterrupt(), 1, 0, id, null, null, null, null, null, null, change.now(), null, null);
		change.accept(message);
		return message;
	}

	private void refuseUnlessOpen(Agent agent, @Nullable Departure departure, boolean draining) {
		if (draining) {
			throw new ProblemException(ProblemType.DRAINING, "The service is shutting down; send it again")
				.retryAfter(this.properties.drainTimeout());
		}
		if (agent.deletedAt() != null || departure == Departure.DELETE) {
			throw AgentManager.unknown(agent.id());
		}
		if (agent.status() == AgentStatus.STOPPED || departure == Departure.STOP) {
			throw new ProblemException(ProblemType.AGENT_STOPPED, "The agent is stopped; start it first");
		}
		if (agent.status() == AgentStatus.ERROR) {
			Failure error = agent.lastError();
			throw new ProblemException(ProblemType.AGENT_ERROR, "The agent could not be started"
					+ ((error != null) ? ": " + error.detail() : "") + "; start it again");
		}
	}

}
