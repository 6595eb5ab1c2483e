package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.aaas.claude.CarriedProcess;
import io.aaas.claude.ClaudeLine;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * One live agent. Everything that happens to it runs in its mailbox, one thing at a time;
 * every change is committed before anybody sees it and before it is acted upon. May be
 * called from any thread; what it returns completes when the change is durable.
 */
final class ClaudeCodeAgent {

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final Turns turns;

	private final Approvals approvals;

	private final Lifecycle lifecycle;

	private final Idleness idleness;

	private final Admission admission;

	private final Slot slot;

	private final Dispatcher dispatcher;

	private final Reconciliation reconciliation;

	private final Waiters waiters = new Waiters();

	private final Acts acts = new Acts();

	/**
	 * @param forget called when the agent has another owner: this is not it any more
	 */
	ClaudeCodeAgent(AgentRuntime runtime, Mailbox mailbox, AgentState committed, Consumer<ClaudeCodeAgent> forget) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = new CommittedState(runtime, this.mailbox, committed);
		this.slot = new Slot(runtime.slots(), committed.agent().tenantId(), () -> this.mailbox.execute(this::advance),
				() -> this.mailbox.execute(this::giveWay));
		this.admission = new Admission(runtime.configs(), runtime.properties());
		this.turns = new Turns(runtime, this.mailbox, this.state);
		Ingestion ingestion = new Ingestion(runtime, this.state, this.turns, new TurnRecorder(this::payload),
				new ResultDeadline(runtime, this.mailbox, this.state, this.turns, this::advance));
		this.lifecycle = new Lifecycle(runtime, this.mailbox, this.state, this.turns, ingestion, this.acts, this.slot,
				this::advance);
		this.idleness = new Idleness(runtime, this.mailbox, this::idleTimeout,
				() -> this.lifecycle.departIfIdle(Departure.HIBERNATE));
		this.dispatcher = new Dispatcher(runtime, this.mailbox, this.state, this.lifecycle, this.slot, this.turns,
				this.idleness);
		this.approvals = new Approvals(runtime, this.mailbox, this.state);
		this.reconciliation = new Reconciliation(runtime, this.state, this.lifecycle, this.dispatcher);
		this.state.tell(new Aftermath(runtime, this.mailbox, this.turns, this.lifecycle, this.approvals, this.waiters,
				this::advance, () -> forget.accept(this)));
	}

	private Iterable<String> payload(ClaudeLine line) {
		AgentProcess source = this.lifecycle.process();
		return (source != null) ? source.payload(line) : List.of();
	}

	private Duration idleTimeout() {
		return this.runtime.configs()
			.parse(this.state.agent().config())
			.idleTimeout(this.runtime.properties().idleTimeout());
	}

	String id() {
		return this.state.agent().id();
	}

	boolean belongsTo(String tenantId) {
		return this.state.agent().tenantId().equals(tenantId);
	}

	/** Whether it has a process at the moment. */
	boolean hasProcess() {
		return this.lifecycle.process() != null;
	}

	// Messages

	/** Accept a message; it is durable when this completes. */
	CompletableFuture<Submission> send(NewMessage request, @Nullable IdempotencyKey key) {
		return this.mailbox.submit(() -> {
			AgentChange change = this.state.change();
			Message message = this.admission.accept(change, request, this.lifecycle.departure(),
					this.dispatcher.isDraining());
			long firstEvent = change.agent().lastSeq();
			change.claim(key, message.id());
			if (this.dispatcher.isFreeFor(message)) {
				this.dispatcher.begin(change, message);
			}
			else if (request.whenBusy() == WhenBusy.INTERRUPT) {
				change.afterCommit(() -> this.turns.end(TurnEnding.SUPERSEDED, this.lifecycle.process()));
			}
			Duration queueTimeout = this.runtime.properties().queueTimeout();
			change.afterCommit(() -> this.turns.expireInQueue(message.id(), queueTimeout));
			CompletableFuture<Message> completion = this.waiters.await(message.id());
			try {
				this.state.commit(change);
			}
			catch (RuntimeException ex) {
				this.waiters.forget(message.id(), completion);
				throw ex;
			}
			advance();
			return new Submission(message, firstEvent, completion);
		});
	}

	/** Completes when the message has ended; at once if it has. */
	CompletableFuture<Message> completion(Message message) {
		return this.mailbox.compose(() -> {
			// It may have come with a commit whose answer was lost.
			this.state.settle();
			Message latest = this.runtime.messages().find(message.agentId(), message.id()).orElse(message);
			return latest.status().isTerminal() ? CompletableFuture.completedFuture(latest)
					: this.waiters.await(message.id());
		});
	}

	/**
	 * End a message: a queued one never runs, a running one is interrupted.
	 * @return empty at once if it neither waits nor runs
	 */
	CompletableFuture<Optional<Message>> cancel(String messageId, @Nullable IdempotencyKey key) {
		return this.mailbox.compose(() -> {
			Message current = this.state.now().current();
			if (current != null && current.id().equals(messageId)) {
				return interrupt(current, key).thenApply(Optional::of);
			}
			AgentChange change = this.state.change();
			if (!change.after().queue().contains(messageId)) {
				return CompletableFuture.completedFuture(Optional.empty());
			}
			CompletableFuture<Message> completion = this.waiters.await(messageId);
			change.finishQueued(messageId,
					Outcome.of(MessageStatus.CANCELLED, FailureCode.CANCELLED, "The message was cancelled"));
			change.claim(key, messageId);
			this.state.commit(change);
			return completion.thenApply(Optional::of);
		});
	}

	/** End the running turn. */
	CompletableFuture<Message> interrupt(@Nullable IdempotencyKey key) {
		return this.mailbox.compose(() -> {
			Message current = this.state.now().current();
			if (current == null) {
				throw new ProblemException(ProblemType.NOTHING_RUNNING, "No turn of the agent runs");
			}
			return interrupt(current, key);
		});
	}

	private CompletableFuture<Message> interrupt(Message current, @Nullable IdempotencyKey key) {
		CompletableFuture<Message> completion = this.waiters.await(current.id());
		this.turns.answerWithItsEnd(key);
		this.turns.end(TurnEnding.INTERRUPTED, this.lifecycle.process());
		return this.acts.answer(completion, "The turn was told to end");
	}

	/**
	 * Answer a question.
	 * @return empty if no question of this id is open
	 */
	CompletableFuture<Optional<Approval>> decide(String approvalId, Decision decision, @Nullable IdempotencyKey key) {
		return this.mailbox.submit(() -> this.approvals.decide(approvalId, decision, key, this.lifecycle.process()));
	}

	/**
	 * What a message waits for, as far as it is committed; {@code null} if it does not.
	 */
	@Nullable Waiting waiting(String messageId) {
		return Waiting.of(messageId, this.state.now(), this.lifecycle.pausedUntil(), this.dispatcher.isDraining(),
				this.runtime.disk().isShort(), this.slot.isWaiting());
	}

	// Life cycle

	/**
	 * Start the process of an agent that was just made; completes when it takes messages.
	 */
	CompletableFuture<Agent> launchFirst(@Nullable WarmProcess warm) {
		return this.mailbox.compose(() -> this.lifecycle.launchFirst(warm));
	}

	CompletableFuture<Agent> start(@Nullable IdempotencyKey key) {
		return this.mailbox.compose(() -> this.lifecycle.start(key));
	}

	CompletableFuture<Agent> stop(@Nullable IdempotencyKey key) {
		return ending(TurnEnding.AGENT_STOPPED, () -> this.mailbox.compose(() -> this.lifecycle.stop(key)));
	}

	/** The process need not wait for what the mailbox may be waiting for. */
	private CompletableFuture<Agent> ending(TurnEnding reason, Supplier<CompletableFuture<Agent>> request) {
		AgentProcess running = this.lifecycle.process();
		CompletableFuture<Agent> answer = request.get();
		if (running != null) {
			running.stopAhead(reason);
		}
		return answer;
	}

	/** Completes when the new process takes messages. */
	CompletableFuture<Agent> restart(@Nullable IdempotencyKey key) {
		return this.mailbox.compose(() -> this.lifecycle.restart(key));
	}

	CompletableFuture<Agent> hibernate(@Nullable IdempotencyKey key) {
		return this.mailbox.compose(() -> this.lifecycle.hibernate(key));
	}

	/**
	 * @param afterwards to be done when the delete is recorded, and before the answer
	 */
	CompletableFuture<Agent> delete(Consumer<Agent> afterwards) {
		return ending(TurnEnding.AGENT_DELETED, () -> this.mailbox.compose(() -> this.lifecycle.delete(afterwards)));
	}

	/** It is not to be: completes when nothing of it runs. Nothing more is written. */
	CompletableFuture<?> discard() {
		return this.mailbox.compose(() -> {
			AgentProcess running = this.lifecycle.process();
			this.state.lose();
			return (running != null) ? running.cli().stop().thenApply(Optional::of)
					: CompletableFuture.completedFuture(Optional.empty());
		});
	}

	/** Change what a caller may change; the model and the permission mode at once. */
	CompletableFuture<Agent> patch(AgentPatch patch) {
		return this.mailbox.submit(() -> {
			this.lifecycle.existing();
			AgentChange change = this.state.change();
			ConfigUpdate update = patch.apply(change, this.runtime.configs());
			change.afterCommit(() -> {
				AgentProcess running = this.lifecycle.process();
				if (running != null && update.needsNewProcess()) {
					running.outdate();
				}
				if (running != null && running.takesMessages()) {
					update.liveRequests().forEach((request) -> running.cli().request(request));
				}
			});
			this.state.commit(change);
			advance();
			return this.state.agent();
		});
	}

	/**
	 * Go on after a service was lost: account for its processes, and for its output. If
	 * it fails, this is not the agent's owner any more.
	 */
	CompletableFuture<Agent> recover(List<CarriedProcess> survivors) {
		return this.mailbox.submit(() -> {
			try {
				Map<String, Instant> queue = this.runtime.messages().waiting(id());
				this.lifecycle.recover(survivors);
				Instant now = this.runtime.clock().instant();
				Duration timeout = this.runtime.properties().queueTimeout();
				queue.forEach((messageId, since) -> this.turns.expireInQueue(messageId,
						timeout.minus(Duration.between(since, now))));
			}
			catch (RuntimeException ex) {
				this.state.lose();
				throw ex;
			}
			advance();
			return this.state.agent();
		});
	}

	/**
	 * Compare what is on record with what runs, and repair it.
	 * @param carried the live processes that carry its mark
	 * @param epoch the term of ownership that is on record
	 * @return what was found
	 */
	CompletableFuture<Set<Finding>> reconcile(List<CarriedProcess> carried, long epoch) {
		return this.mailbox.submit(() -> this.reconciliation.run(carried, epoch));
	}

	/** Whether there is anything to compare; from any thread. */
	boolean isUnfinished() {
		return hasProcess() || this.state.now().isUnfinished() || this.state.agent().pid() != null;
	}

	/** A disk has become too full, or has room again. */
	void diskChanged() {
		this.mailbox.execute(() -> {
			AgentProcess running = this.lifecycle.process();
			AgentState now = this.state.now();
			if (!this.runtime.disk().isShort()) {
				advance();
			}
			else if (running != null && (now.current() != null || now.span().open())) {
				this.turns.ending(TurnEnding.STORAGE_FULL);
				running.stop();
			}
		});
	}

	/**
	 * Begin no more turns.
	 * @return completes when no turn runs and the process, if any, has ended
	 */
	CompletableFuture<Agent> drain() {
		return this.mailbox.compose(() -> {
			this.dispatcher.drain();
			Message current = this.state.now().current();
			CompletableFuture<?> idle = (current != null) ? this.waiters.await(current.id())
					: CompletableFuture.completedFuture(true);
			return idle.thenCompose((ended) -> this.mailbox
				.compose(() -> (this.lifecycle.process() != null) ? this.lifecycle.depart(Departure.HIBERNATE, null)
						: CompletableFuture.completedFuture(this.state.agent())));
		});
	}

	private void giveWay() {
		if (!this.lifecycle.departIfIdle(Departure.HIBERNATE)) {
			this.slot.stays();
		}
	}

	/** Do what is to be done next, if anything is. */
	private void advance() {
		this.dispatcher.advance();
	}

	/** The cause of a failed operation, as the caller is told it. */
	static RuntimeException unwrapped(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof RuntimeException known) ? known : new IllegalStateException(cause);
	}

}
