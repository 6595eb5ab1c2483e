package io.aaas.agent;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.aaas.claude.CarriedProcess;
import io.aaas.claude.ProcessIdentity;
import io.aaas.event.EventType;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what is on record of an agent with what runs of it. What differs is repaired,
 * and told by {@code agent.reconciled}. Confined to the agent's mailbox.
 */
final class Reconciliation {

	private static final Logger logger = LoggerFactory.getLogger(Reconciliation.class);

	private final AgentRuntime runtime;

	private final CommittedState state;

	private final Lifecycle lifecycle;

	private final Dispatcher dispatcher;

	/**
	 * What the queue began with when it was found stalled: once may be in passing.
	 */
	private @Nullable String stalledAt;

	Reconciliation(AgentRuntime runtime, CommittedState state, Lifecycle lifecycle, Dispatcher dispatcher) {
		this.runtime = runtime;
		this.state = state;
		this.lifecycle = lifecycle;
		this.dispatcher = dispatcher;
	}

	/**
	 * Compare and repair. What the store does not take now is found again.
	 * @param carried the live processes that carry the agent's mark
	 * @param epoch the term of ownership on record
	 * @return what was found
	 */
	Set<Finding> run(List<CarriedProcess> carried, long epoch) {
		Set<Finding> findings = EnumSet.noneOf(Finding.class);
		try {
			if (epoch > this.state.agent().epoch()) {
				logger.warn("The agent has another owner on record; it is stopped here");
				this.state.lose();
				return EnumSet.of(Finding.OTHER_OWNER);
			}
			if (endStrays(carried)) {
				record(findings, Finding.STRAY_PROCESSES);
			}
			if (this.lifecycle.hasLostTurn()) {
				record(findings, Finding.LOST_TURN);
				this.lifecycle.endLostTurn();
			}
			if (correctPid()) {
				findings.add(Finding.WRONG_PID);
			}
			AgentProcess current = this.lifecycle.process();
			if (current != null) {
				current.holds(CarriedProcess.residentBytes(carried));
				this.dispatcher.recycleIfWorn();
			}
			if (isStalledStill()) {
				record(findings, Finding.STALLED_QUEUE);
				this.dispatcher.advance();
			}
		}
		catch (StoreUnavailableException ex) {
			logger.debug("What was found cannot be recorded now", ex);
		}
		return findings;
	}

	/** Whatever carries the mark of a launch that is not the current one. */
	private boolean endStrays(List<CarriedProcess> carried) {
		AgentProcess current = this.lifecycle.process();
		Agent agent = this.state.agent();
		if (agent.launch() == 0 && agent.status() == AgentStatus.STARTING) {
			// It is being made, and about to adopt a warm one.
			return false;
		}
		List<ProcessIdentity> others = carried.stream()
			.filter((process) -> current == null || process.launch() != agent.launch())
			.map(CarriedProcess::identity)
			.toList();
		List<ProcessIdentity> strays = others.isEmpty() ? others : this.runtime.cli().alive(others);
		if (!strays.isEmpty()) {
			this.runtime.cli().kill(strays);
		}
		return !strays.isEmpty();
	}

	private boolean correctPid() {
		AgentProcess current = this.lifecycle.process();
		Long pid = (current != null && current.cli().pid() > 0) ? Long.valueOf(current.cli().pid()) : null;
		Long recorded = this.state.agent().pid();
		boolean wrong = (current == null) ? recorded != null : pid != null && !pid.equals(recorded);
		if (wrong) {
			AgentChange change = this.state.change();
			change.edit((edit) -> edit.pid = pid);
			tell(change, Finding.WRONG_PID);
			this.state.commit(change);
		}
		return wrong;
	}

	private boolean isStalledStill() {
		String first = this.dispatcher.isStalled() ? this.state.now().queue().getFirst() : null;
		boolean still = first != null && first.equals(this.stalledAt);
		this.stalledAt = still ? null : first;
		return still;
	}

	private void record(Set<Finding> findings, Finding finding) {
		findings.add(finding);
		AgentChange change = this.state.change();
		tell(change, finding);
		this.state.commit(change);
	}

	private static void tell(AgentChange change, Finding finding) {
		logger.warn("Found and repaired: {}", finding.description());
		change.event(EventType.AGENT_RECONCILED, null, (data) -> {
			data.put("finding", finding.wireName());
			data.put("description", finding.description());
		});
	}

}
