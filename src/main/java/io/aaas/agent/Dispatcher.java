package io.aaas.agent;

import java.math.BigDecimal;

import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Begins the turns of an agent, one after the other, and what has to come before them.
 * Confined to the agent's mailbox.
 */
final class Dispatcher {

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final Lifecycle lifecycle;

	private final Slot slot;

	private final Turns turns;

	private final Idleness idleness;

	private volatile boolean draining;

	private boolean retrying;

	Dispatcher(AgentRuntime runtime, Mailbox mailbox, CommittedState state, Lifecycle lifecycle, Slot slot, Turns turns,
			Idleness idleness) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
		this.lifecycle = lifecycle;
		this.slot = slot;
		this.turns = turns;
		this.idleness = idleness;
	}

	/** Begin no more turns. */
	void drain() {
		this.draining = true;
	}

	/** Whether no more turns begin; from any thread. */
	boolean isDraining() {
		return this.draining;
	}

	/** Whether a message that was just accepted can run at once. */
	boolean isFreeFor(Message message) {
		AgentProcess running = this.lifecycle.process();
		return canBegin() && this.state.now().queue().isEmpty() && running != null && running.suits(message)
				&& overBudget() == null;
	}

	private boolean canBegin() {
		AgentProcess running = this.lifecycle.process();
		AgentState now = this.state.now();
		return running != null && running.takesMessages() && !running.outdated() && now.current() == null
				&& !now.span().open() && !this.draining && this.lifecycle.departure() == null
				&& !this.runtime.disk().isShort();
	}

	/** Whether a message waits though nothing has to come before it. */
	boolean isStalled() {
		AgentState now = this.state.now();
		AgentProcess running = this.lifecycle.process();
		return !now.queue().isEmpty() && now.current() == null && !now.span().open() && !this.draining
				&& this.lifecycle.departure() == null && !this.runtime.disk().isShort() && ((running != null)
						? running.takesMessages() : this.lifecycle.pausedUntil() == null && !this.slot.isWaiting());
	}

	void begin(AgentChange change, Message message) {
		AgentProcess running = this.lifecycle.process();
		if (running != null) {
			change.begin(message, change.agent().launch());
			change.afterCommit(() -> {
				this.slot.idle(false);
				this.turns.begin(message, running);
			});
		}
	}

	/** Do what is to be done next, if anything is. */
	void advance() {
		proceed();
		this.lifecycle.releaseUnused();
	}

	private void proceed() {
		AgentState now = this.state.now();
		if (this.state.isLost() || this.lifecycle.departure() != null || this.draining || now.current() != null
				|| this.runtime.disk().isShort()) {
			return;
		}
		BigDecimal spent = now.queue().isEmpty() ? null : overBudget();
		AgentProcess running = this.lifecycle.process();
		if (running != null && running.isSpent() && !now.span().open()) {
			running.awaitEnd();
		}
		else if (spent != null) {
			endQueue(spent);
		}
		else if (running != null && running.takesMessages() && running.outdated() && !now.span().open()) {
			this.lifecycle.depart(Departure.RENEW, null);
		}
		else if (running == null && (!now.queue().isEmpty() || now.agent().status() == AgentStatus.STARTING)) {
			this.lifecycle.launch();
		}
		else if (canBegin() && !now.queue().isEmpty()) {
			if (this.slot.hasHadItsTurn()) {
				// It goes on when those have had theirs who wait for its process.
				this.lifecycle.depart(Departure.HIBERNATE, null);
			}
			else {
				beginNext(now);
			}
		}
		else if (now.queue().isEmpty()) {
			this.idleness.restart();
			this.slot.idle(running != null && running.takesMessages());
			recycleIfWorn();
		}
	}

	/** Have a new process take the place of one that has nothing to do. */
	void recycleIfWorn() {
		AgentProcess running = this.lifecycle.process();
		if (running != null && running.worn(this.runtime.properties().recycle())) {
			this.lifecycle.departIfIdle(Departure.RECYCLE);
		}
	}

	private void beginNext(AgentState now) {
		try {
			Message next = this.runtime.messages().find(now.agent().id(), now.queue().getFirst()).orElseThrow();
			AgentProcess running = this.lifecycle.process();
			if (running != null && !running.suits(next)) {
				running.outdate();
				advance();
				return;
			}
			AgentChange change = this.state.change();
			begin(change, next);
			this.state.commit(change);
		}
		catch (StoreUnavailableException ex) {
			again();
		}
	}

	/**
	 * The budget, if it is spent. It is counted here: the CLI's own count begins anew
	 * with each process.
	 */
	private @Nullable BigDecimal overBudget() {
		Agent agent = this.state.agent();
		// Asked for every message: the configuration need not be read in whole.
		JsonNode budget = agent.config().path("max_budget_usd");
		boolean spent = budget.isNumber()
				&& BigDecimal.valueOf(agent.usage().costUsd()).compareTo(budget.decimalValue()) >= 0;
		return spent ? budget.decimalValue() : null;
	}

	private void endQueue(BigDecimal budget) {
		try {
			AgentChange change = this.state.change();
			change.finishQueue(Outcome.of(MessageStatus.BUDGET_EXCEEDED, FailureCode.MAX_BUDGET,
					"The agent has spent " + BigDecimal.valueOf(change.agent().usage().costUsd()).toPlainString()
							+ " USD, and its max_budget_usd is " + budget.toPlainString() + ": raise it to go on"));
			this.state.commit(change);
		}
		catch (StoreUnavailableException ex) {
			again();
		}
	}

	private void again() {
		if (!this.retrying) {
			this.retrying = true;
			this.runtime.later(AgentProcess.RETRY, () -> this.mailbox.execute(() -> {
				this.retrying = false;
				advance();
			}));
		}
	}

}
