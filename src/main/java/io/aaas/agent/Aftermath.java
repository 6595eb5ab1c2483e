package io.aaas.agent;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows for an agent when a change of it is durable, or none can be made any more.
 * Confined to the agent's mailbox.
 *
 * @param advance to be called when something may have become possible
 * @param forget to be called when this is the agent's owner no more
 */
record Aftermath(AgentRuntime runtime, Mailbox mailbox, Turns turns, Lifecycle lifecycle, Approvals approvals,
		Waiters waiters, Runnable advance, Runnable forget) implements CommittedState.Listener {

	private static final Logger logger = LoggerFactory.getLogger(Aftermath.class);

	@Override
	public void begun(AgentChange change) {
		this.approvals.begun(change);
	}

	@Override
	public void committed(AgentChange change) {
		String agentId = change.agent().id();
		this.runtime.metrics().committed(change);
		if (change.before().current() != null && change.current() == null) {
			this.turns.ended();
			AgentProcess process = this.lifecycle.process();
			if (process != null) {
				process.countOutput(false);
			}
		}
		change.ended().forEach(this::ended);
		change.endedInQueue()
			.keySet()
			.stream()
			.filter(this.waiters::isAwaited)
			.forEach((messageId) -> this.runtime.persist(this.mailbox, Duration.ZERO,
					() -> this.runtime.messages().find(agentId, messageId).ifPresent(this.waiters::ended)));
		this.approvals.asked(change, this.lifecycle::process);
		this.turns.watchUnsolicited(this.lifecycle.process());
		this.turns.waiting(!change.approvals().isEmpty());
	}

	private void ended(Message message) {
		Failure error = message.error();
		// The CLI keeps a message whose API call failed and would send it again with the
		// next.
		AgentProcess running = this.lifecycle.process();
		if (running != null && error != null && error.code() == FailureCode.API_ERROR) {
			running.outdate();
		}
		this.waiters.ended(message);
		logger.debug("Message {} is {}", message.id(), message.status());
	}

	@Override
	public void settled() {
		this.lifecycle.goOn();
	}

	@Override
	public void lost(OwnershipLostException reason) {
		this.forget.run();
		this.lifecycle.lost(reason);
		this.waiters.fail(reason);
	}

}
