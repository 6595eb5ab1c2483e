package io.aaas.agent;

import java.util.function.Consumer;

import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What is committed of a live agent, kept in step with the database. Confined to the
 * agent's mailbox.
 */
final class CommittedState {

	private final AgentRuntime runtime;

	private final Consumer<AgentChange> listener;

	private final Deltas deltas = new Deltas();

	private AgentState state;

	/** A change whose commit was not answered. */
	private @Nullable AgentChange unsettled;

	/**
	 * @param listener is told of each change once it is committed
	 */
	CommittedState(AgentRuntime runtime, AgentState state, Consumer<AgentChange> listener) {
		this.runtime = runtime;
		this.state = state;
		this.listener = listener;
	}

	AgentState now() {
		return this.state;
	}

	Agent agent() {
		return this.state.agent();
	}

	/** Begin a change. */
	AgentChange change() {
		settle();
		return new AgentChange(this.state, this.runtime.clock().instant());
	}

	/** Make a change durable, then visible, then act upon it. */
	void commit(AgentChange change) {
		try {
			this.runtime.journal().commit(change);
		}
		catch (StoreUnavailableException ex) {
			this.unsettled = ex.outcomeUnknown() ? change : null;
			throw ex;
		}
		apply(change);
	}

	/** Take a change over that need not be durable. */
	void keep(AgentChange change) {
		this.state = change.after();
		publish(change);
	}

	/**
	 * Find out what became of a change whose commit was not answered.
	 * @return {@code true} if there was one, and it is durable
	 */
	boolean settle() {
		AgentChange change = this.unsettled;
		if (change == null) {
			return false;
		}
		boolean committed = this.runtime.journal().isCommitted(change);
		this.unsettled = null;
		if (committed) {
			apply(change);
		}
		return committed;
	}

	private void apply(AgentChange change) {
		this.state = change.after();
		publish(change);
		change.actions().forEach(Runnable::run);
		this.listener.accept(change);
	}

	private void publish(AgentChange change) {
		this.runtime.journal().publish(change.agent(), this.deltas.among(change));
	}

}
