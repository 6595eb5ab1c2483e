package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.aaas.claude.CarriedProcess;
import io.aaas.claude.ClaudeExit;
import io.aaas.claude.SpoolBatch;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The life of an agent's process: started when it is needed, ended when it is not, and
 * what becomes of the agent with it. Confined to the agent's mailbox.
 */
final class Lifecycle implements AgentProcess.Reports {

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final Turns turns;

	private final Launcher launcher;

	private final Ingestion ingestion;

	/** To be called when something may have become possible. */
	private final Runnable advance;

	private final Departing departing = new Departing();

	private final Acts acts;

	private final Slot slot;

	private volatile @Nullable AgentProcess process;

	/** What is to be done when the agent's new state is durable. */
	private @Nullable Runnable next;

	Lifecycle(AgentRuntime runtime, Mailbox mailbox, CommittedState state, Turns turns, Ingestion ingestion, Acts acts,
			Slot slot, Runnable advance) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
		this.turns = turns;
		this.ingestion = ingestion;
		this.acts = acts;
		this.slot = slot;
		this.advance = advance;
		this.launcher = new Launcher(runtime, mailbox, state, this);
	}

	/** The process, while there is one; may be asked from any thread. */
	@Nullable AgentProcess process() {
		return this.process;
	}

	/** When a failed start is tried again, if one has failed; from any thread. */
	@Nullable Instant pausedUntil() {
		return this.launcher.pausedUntil();
	}

	/** What the agent is about to become, if anything. */
	@Nullable Departure departure() {
		return this.departing.departure();
	}

	/** Start the process of an agent that was just made, or take the warm one. */
	CompletableFuture<Agent> launchFirst(@Nullable WarmProcess warm) {
		CompletableFuture<Agent> ready = this.launcher.ready(true);
		AgentProcess adopted = (warm != null) ? warm.adopt(this, this.slot) : null;
		if (warm != null && adopted != null) {
			this.process = adopted;
			this.launcher.succeeded(adopted, warm.launch());
			this.advance.run();
		}
		else {
			launchNow();
		}
		return ready;
	}

	/** Start a process, unless a failed start is to be tried again only later. */
	void launch() {
		Agent agent = this.state.agent();
		boolean wanted = agent.status() == AgentStatus.RUNNING || agent.status() == AgentStatus.STARTING;
		if (wanted && agent.deletedAt() == null && !this.launcher.isPaused() && !this.state.isUnsettled()) {
			launchNow();
		}
	}

	/** If there is room for its process; one that nobody waits for need not be now. */
	private void launchNow() {
		boolean needed = !this.state.now().queue().isEmpty();
		if (this.slot.acquire(needed)) {
			this.process = this.launcher.launch();
			releaseUnused();
		}
		else if (!needed) {
			this.launcher.postpone();
		}
	}

	/** A slot is for a process. */
	void releaseUnused() {
		if (this.process == null && this.slot.isHeld()) {
			this.slot.release();
		}
	}

	CompletableFuture<Agent> start(@Nullable IdempotencyKey key) {
		settleDeparture();
		Agent agent = existing();
		if (departure() != null) {
			return this.departing.over().thenCompose((departed) -> this.mailbox.compose(() -> start(key)));
		}
		if (agent.status() == AgentStatus.RUNNING && agent.activity() != Activity.HIBERNATED) {
			return CompletableFuture.completedFuture(unchanged(key));
		}
		AgentChange change = this.state.change();
		change.claim(key, existing().id());
		if (this.process == null && change.agent().status() != AgentStatus.RUNNING) {
			change.edit((edit) -> edit.status = AgentStatus.STARTING);
		}
		this.state.commitIfDurable(change);
		CompletableFuture<Agent> ready = this.launcher.ready(false);
		if (this.process == null) {
			this.launcher.reset();
			launchNow();
		}
		return ready;
	}

	/** There is nothing to be done for the request of this key, and never will be. */
	private Agent unchanged(@Nullable IdempotencyKey key) {
		AgentChange change = this.state.change();
		change.claim(key, this.state.agent().id());
		this.state.commitIfDurable(change);
		return this.state.agent();
	}

	CompletableFuture<Agent> stop(@Nullable IdempotencyKey key) {
		Agent agent = existing();
		return (agent.status() == AgentStatus.STOPPED) ? CompletableFuture.completedFuture(unchanged(key))
				: this.acts.answer(depart(Departure.STOP, key), "The agent's process was ended");
	}

	/** Completes when the new process takes messages. */
	CompletableFuture<Agent> restart(@Nullable IdempotencyKey key) {
		settleDeparture();
		existing();
		if (departure() == Departure.STOP || departure() == Departure.DELETE) {
			return this.departing.over().thenCompose((departed) -> this.mailbox.compose(() -> restart(key)));
		}
		CompletableFuture<Agent> ready = this.launcher.ready(false);
		depart(Departure.RESTART, key);
		return this.acts.answer(ready, "The agent's process was ended, and another is to be started");
	}

	CompletableFuture<Agent> hibernate(@Nullable IdempotencyKey key) {
		Agent agent = existing();
		if (agent.status() != AgentStatus.RUNNING) {
			throw new ProblemException(ProblemType.WRONG_STATE, "Only a running agent can hibernate");
		}
		if (!this.state.now().isIdle()) {
			throw new ProblemException(ProblemType.AGENT_BUSY, "The agent is busy; wait until its turn has ended");
		}
		return (this.process == null) ? CompletableFuture.completedFuture(unchanged(key))
				: this.acts.answer(depart(Departure.HIBERNATE, key), "The agent's process was let go");
	}

	/**
	 * Only one of those who delete an agent succeeds; the others find that it is gone.
	 * @param afterwards to be done when it is recorded, and before the answer
	 */
	CompletableFuture<Agent> delete(Consumer<Agent> afterwards) {
		existing();
		boolean first = departure() != Departure.DELETE || this.process == null;
		CompletableFuture<Agent> over = this.departing.over();
		CompletableFuture<Agent> deleted = over.thenApply((agent) -> {
			if (!first) {
				return existing();
			}
			if (agent.deletedAt() != null) {
				afterwards.accept(agent);
			}
			return agent;
		});
		if (first) {
			depart(Departure.DELETE, null, over);
		}
		return this.acts.answer(deleted, "The agent's process was ended, and the agent is to be deleted");
	}

	/** It may be over, and only not be known to be. */
	private void settleDeparture() {
		if (departure() != null && this.process == null) {
			this.state.settle();
		}
	}

	/** The agent, unless it was deleted since the caller found it. */
	Agent existing() {
		Agent agent = this.state.agent();
		if (agent.deletedAt() != null) {
			throw AgentManager.unknown(agent.id());
		}
		return agent;
	}

	/** End the process if it has nothing to do. */
	boolean departIfIdle(Departure wanted) {
		AgentProcess running = this.process;
		if (running == null || !running.takesMessages() || departure() != null || !this.state.now().isIdle()) {
			return false;
		}
		depart(wanted, null);
		return true;
	}

	/** Take over what a lost service left: a process whose turn runs may finish it. */
	void recover(List<CarriedProcess> survivors) {
		AgentProcess attached = this.launcher.recover(survivors);
		this.process = attached;
		if (attached != null) {
			this.slot.hold();
		}
		if (attached != null && this.state.now().current() == null) {
			attached.stop();
		}
		this.turns.resume(attached);
	}

	/** Whether a turn is on record that no process runs, or ends. */
	boolean hasLostTurn() {
		return this.process == null && departure() == null && this.state.now().current() != null;
	}

	/** End such a turn, or put its message back. */
	void endLostTurn() {
		settled(null, null);
	}

	/** The agent has another owner: nothing of it runs here, and nobody waits for it. */
	void lost(OwnershipLostException reason) {
		AgentProcess running = this.process;
		this.process = null;
		this.next = null;
		if (running != null) {
			running.abandon();
		}
		this.slot.release();
		this.launcher.refuse(reason);
		this.departing.fail(reason);
	}

	/** End the process, and become that: durably, when this completes. */
	CompletableFuture<Agent> depart(Departure wanted, @Nullable IdempotencyKey key) {
		return depart(wanted, key, this.departing.over());
	}

	private CompletableFuture<Agent> depart(Departure wanted, @Nullable IdempotencyKey key,
			CompletableFuture<Agent> done) {
		Departure before = departure();
		this.departing.want(wanted, key);
		this.turns.ending(wanted.ending());
		AgentProcess running = this.process;
		if (running != null) {
			running.stop();
			return done;
		}
		try {
			settled(null, null);
		}
		catch (RuntimeException ex) {
			if (this.state.isUnsettled()) {
				throw Acts.done("The agent has no process", ex);
			}
			this.departing.withdraw(before, done);
			throw ex;
		}
		return done;
	}

	@Override
	public void ready(AgentProcess started) {
		if (started == this.process && departure() == null) {
			this.launcher.succeeded(started, null);
			this.advance.run();
		}
	}

	@Override
	public void flooding(AgentProcess source) {
		this.turns.ending(TurnEnding.OUTPUT_LIMIT);
	}

	@Override
	public void output(AgentProcess source, SpoolBatch batch) {
		if (this.ingestion.take(source, batch)) {
			this.advance.run();
		}
	}

	@Override
	public void exited(AgentProcess ended, ClaudeExit exit) {
		if (ended != this.process) {
			return;
		}
		try {
			ended.drainToTheEnd();
			this.ingestion.finish(ended);
			settled(ended, exit);
		}
		catch (OwnershipLostException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			failed(ex);
			this.runtime.later(AgentProcess.retryAfter(ex), () -> this.mailbox.execute(() -> exited(ended, exit)));
		}
	}

	@Override
	public void failed(RuntimeException reason) {
		this.acts.unrecorded(reason);
	}

	@Override
	public void retry() {
		this.advance.run();
	}

	/** The process is gone, or there was none: the agent becomes what it was meant to. */
	private void settled(@Nullable AgentProcess ended, @Nullable ClaudeExit exit) {
		Departure reason = departure();
		AgentChange change = this.state.change();
		if (ended != this.process || reason != null && departure() == null) {
			// It was recorded before; only now that is known.
			return;
		}
		Exit.record(change, reason, this.turns.ending(ended), ended, exit);
		this.turns.answer(change);
		this.departing.answer(change);
		change.afterCommit(() -> {
			this.process = null;
			if (ended != null) {
				this.launcher.release(ended);
			}
			this.slot.release();
			this.departing.done(reason, this.state.agent());
			this.next = () -> departed(reason, ended, exit);
		});
		this.state.commit(change);
		goOn();
	}

	/** Do what follows from a state that is durable by now. */
	void goOn() {
		Runnable due = this.next;
		this.next = null;
		if (due != null) {
			due.run();
		}
		if (departure() != null && this.process == null) {
			// Wanted while it was not known what became of a change.
			this.runtime.persist(this.mailbox, Duration.ZERO, () -> {
				if (departure() != null) {
					settled(null, null);
				}
			});
		}
		this.advance.run();
	}

	private void departed(@Nullable Departure reason, @Nullable AgentProcess ended, @Nullable ClaudeExit exit) {
		if (reason == Departure.RESTART || reason == Departure.RECYCLE) {
			this.launcher.reset();
			if (this.process == null && departure() == null && !this.state.isUnsettled()) {
				launchNow();
			}
		}
		else if (reason != null && reason != Departure.RENEW) {
			this.launcher.abandoned();
		}
		else if (reason == null && ended != null && exit != null && !ended.ready() && !ended.attached()) {
			this.launcher.failed(ended.startFailure(exit));
		}
	}

}
