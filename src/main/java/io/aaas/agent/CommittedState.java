package io.aaas.agent;

import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is committed of a live agent, kept in step with the database. Changed in the
 * agent's mailbox only; what is committed may be read by any thread.
 */
final class CommittedState {

	private static final Logger logger = LoggerFactory.getLogger(CommittedState.class);

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final Deltas deltas = new Deltas();

	private Listener listener = Listener.NOBODY;

	private volatile AgentState state;

	/** A change whose commit was not answered. */
	private @Nullable AgentChange unsettled;

	private boolean settledLater;

	private boolean lost;

	CommittedState(AgentRuntime runtime, Mailbox mailbox, AgentState state) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
	}

	/** Tell somebody of each change from now on. */
	void tell(Listener listener) {
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
		refuseIfLost();
		settle();
		AgentChange change = new AgentChange(this.state, this.runtime.clock().instant());
		this.listener.begun(change);
		return change;
	}

	/** Make a change durable, then visible, then act upon it. */
	void commit(AgentChange change) {
		refuseIfLost();
		try {
			this.runtime.journal().commit(change);
		}
		catch (StoreUnavailableException ex) {
			if (ex.outcomeUnknown()) {
				this.unsettled = change;
				this.runtime.persist(this.mailbox, AgentProcess.RETRY, () -> settle(change));
			}
			throw ex;
		}
		catch (OwnershipLostException ex) {
			logger.warn("The agent has another owner; it is stopped here");
			lose();
			throw ex;
		}
		apply(change);
	}

	/** As {@link #commit}, unless there is nothing in it that must not be lost. */
	void commitIfDurable(AgentChange change) {
		if (change.isDurable()) {
			commit(change);
		}
	}

	/** Take a change over that need not be durable. */
	void keep(AgentChange change) {
		this.state = change.after();
		publish(change);
	}

	/** Nothing is written here any more: the agent has, or is to get, another owner. */
	void lose() {
		if (!this.lost) {
			this.lost = true;
			this.unsettled = null;
			this.listener.lost(new OwnershipLostException(agent().id()));
		}
	}

	/** Whether nothing can be changed any more. */
	boolean isLost() {
		return this.lost;
	}

	private void refuseIfLost() {
		if (this.lost) {
			throw new OwnershipLostException(agent().id());
		}
	}

	/** Whether it is not known what became of the last change. */
	boolean isUnsettled() {
		return this.unsettled != null;
	}

	/** Also if nobody asks for the next change: what it permits is to be done. */
	private void settle(AgentChange change) {
		if (this.unsettled == change) {
			settle();
		}
	}

	/** Find out what became of a change whose commit was not answered. */
	void settle() {
		AgentChange change = this.unsettled;
		if (change == null) {
			return;
		}
		boolean committed = this.runtime.journal().isCommitted(change);
		this.unsettled = null;
		if (committed) {
			apply(change);
			// Not here: another change may be about to begin.
			this.mailbox.execute(this.listener::settled);
		}
		else if (!this.settledLater) {
			// Not at once: the next one may fare no better.
			this.settledLater = true;
			this.runtime.later(AgentProcess.RETRY, () -> this.mailbox.execute(() -> {
				this.settledLater = false;
				this.listener.settled();
			}));
		}
	}

	private void apply(AgentChange change) {
		this.state = change.after().saved();
		publish(change);
		change.actions().forEach(Runnable::run);
		this.listener.committed(change);
	}

	/**
	 * Is told what becomes of changes, in the mailbox.
	 */
	interface Listener {

		Listener NOBODY = new Listener() {
		};

		/**
		 * A change begins: what was done already, and could not be recorded, comes first.
		 */
		default void begun(AgentChange change) {
		}

		/** A change is durable; must not fail. */
		default void committed(AgentChange change) {
		}

		/** It is known what became of a change; what waited for that can go on. */
		default void settled() {
		}

		/** Nothing can be changed any more. */
		default void lost(OwnershipLostException reason) {
		}

	}

	private void publish(AgentChange change) {
		this.runtime.journal().publish(change.agent(), this.deltas.among(change));
	}

}
