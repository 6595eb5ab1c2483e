package io.aaas.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.aaas.claude.CarriedProcess;
import io.aaas.claude.ClaudeExit;
import io.aaas.claude.SpoolBatch;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live agent. Everything that happens to it runs in its mailbox, one thing at a time;
 * every change is committed before anybody sees it and before it is acted upon. May be
 * called from any thread; what it returns completes when the change is durable.
 */
final class ClaudeCodeAgent implements AgentProcess.Reports {

	private static final Logger logger = LoggerFactory.getLogger(ClaudeCodeAgent.class);

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final TurnRecorder recorder;

	private final Turns turns;

	private final Approvals approvals;

	private final Launcher launcher;

	private final Admission admission;

	private final Waiters waiters = new Waiters();

	private final List<CompletableFuture<Agent>> departed = new ArrayList<>();

	private volatile @Nullable AgentProcess process;

	/**
	 * What becomes of the agent when its process has ended; {@code null} if it is to
	 * live.
	 */
	private @Nullable Departure departure;

	/** Whether the next turn needs a new process. */
	private boolean outdated;

	private boolean draining;

	ClaudeCodeAgent(AgentRuntime runtime, AgentState committed) {
		this.runtime = runtime;
		this.mailbox = new Mailbox(committed.agent().id(), runtime.mailboxes());
		this.state = new CommittedState(runtime, committed, this::committed);
		this.recorder = new TurnRecorder((line) -> {
			AgentProcess source = this.process;
			return (source != null) ? source.payload(line) : List.of();
		});
		this.admission = new Admission(runtime.configs(), runtime.properties());
		this.turns = new Turns(runtime, this.mailbox, this.state);
		this.approvals = new Approvals(runtime, this.mailbox, this.state);
		this.launcher = new Launcher(runtime, this.mailbox, this.state, this);
	}

	/** Whether it has a process at the moment. */
	boolean hasProcess() {
		return this.process != null;
	}

	// Messages

	/** Accept a message; it is durable when this completes. */
	CompletableFuture<Submission> send(NewMessage request) {
		return this.mailbox.submit(() -> {
			AgentChange change = this.state.change();
			Message message = this.admission.accept(change, request, this.departure, this.draining);
			boolean free = canBegin() && this.state.now().queue().isEmpty();
			if (free) {
				begin(change, message);
			}
			CompletableFuture<Message> completion = this.waiters.await(message.id());
			try {
				this.state.commit(change);
			}
			catch (RuntimeException ex) {
				this.waiters.forget(message.id(), completion);
				throw ex;
			}
			this.turns.expireInQueue(message.id(), this.runtime.properties().queueTimeout());
			advance();
			return new Submission(message, completion);
		});
	}

	/** Completes when the message has ended; at once if it has. */
	CompletableFuture<Message> completion(Message message) {
		return this.mailbox.compose(() -> {
			Message latest = this.runtime.messages().find(message.agentId(), message.id()).orElse(message);
			return latest.status().isTerminal() ? CompletableFuture.completedFuture(latest)
					: this.waiters.await(message.id());
		});
	}

	/** End a message: a queued one never runs, a running one is interrupted. */
	CompletableFuture<Message> cancel(Message message) {
		return this.mailbox.compose(() -> {
			Message current = this.state.now().current();
			if (current != null && current.id().equals(message.id())) {
				CompletableFuture<Message> completion = this.waiters.await(message.id());
				this.turns.end(TurnEnding.INTERRUPTED, this.process);
				return completion;
			}
			AgentChange change = this.state.change();
			if (!change.after().queue().contains(message.id())) {
				throw new ProblemException(ProblemType.WRONG_STATE, "The message has ended");
			}
			CompletableFuture<Message> completion = this.waiters.await(message.id());
			change.finishQueued(message.id(),
					Outcome.of(MessageStatus.CANCELLED, FailureCode.CANCELLED, "The message was cancelled"));
			this.state.commit(change);
			return completion;
		});
	}

	/** End the running turn. */
	CompletableFuture<Message> interrupt() {
		return this.mailbox.compose(() -> {
			Message current = this.state.now().current();
			if (current == null) {
				throw new ProblemException(ProblemType.NOTHING_RUNNING, "No turn of the agent runs");
			}
			CompletableFuture<Message> completion = this.waiters.await(current.id());
			this.turns.end(TurnEnding.INTERRUPTED, this.process);
			return completion;
		});
	}

	/** Answer a question. */
	CompletableFuture<Approval> decide(Approval approval, Decision decision) {
		return this.mailbox.submit(() -> this.approvals.decide(approval, decision, this.process));
	}

	// Life cycle

	/**
	 * Start the process of an agent that was just made; completes when it takes messages.
	 */
	CompletableFuture<Agent> launchFirst() {
		return this.mailbox.compose(() -> {
			CompletableFuture<Agent> ready = this.launcher.ready(true);
			this.process = this.launcher.launch();
			return ready;
		});
	}

	CompletableFuture<Agent> start() {
		return this.mailbox.compose(() -> {
			Agent agent = this.state.agent();
			if (agent.deletedAt() != null) {
				throw AgentManager.unknown(agent.id());
			}
			if (this.departure != null) {
				CompletableFuture<Agent> done = new CompletableFuture<>();
				this.departed.add(done);
				return done.thenCompose((departed) -> start());
			}
			if (agent.status() == AgentStatus.RUNNING && agent.activity() != Activity.HIBERNATED) {
				return CompletableFuture.completedFuture(agent);
			}
			CompletableFuture<Agent> ready = this.launcher.ready(false);
			if (this.process == null) {
				if (agent.status() != AgentStatus.RUNNING) {
					AgentChange change = this.state.change();
					change.edit((edit) -> edit.status = AgentStatus.STARTING);
					this.state.commit(change);
				}
				this.launcher.reset();
				this.process = this.launcher.launch();
			}
			return ready;
		});
	}

	CompletableFuture<Agent> hibernate() {
		return this.mailbox.compose(() -> {
			Agent agent = this.state.agent();
			if (agent.status() != AgentStatus.RUNNING) {
				throw new ProblemException(ProblemType.WRONG_STATE, "Only a running agent can hibernate");
			}
			if (this.state.now().current() != null || agent.queueLength() > 0 || this.state.now().span().open()) {
				throw new ProblemException(ProblemType.AGENT_BUSY, "The agent is busy; wait until its turn has ended");
			}
			return (agent.activity() == Activity.HIBERNATED) ? CompletableFuture.completedFuture(agent)
					: depart(Departure.HIBERNATE);
		});
	}

	CompletableFuture<Agent> stop() {
		return this.mailbox
			.submit(() -> (this.state.agent().status() == AgentStatus.STOPPED)
					? CompletableFuture.completedFuture(this.state.agent()) : depart(Departure.STOP))
			.thenCompose((departed) -> departed);
	}

	/** Completes when the new process takes messages. */
	CompletableFuture<Agent> restart() {
		return this.mailbox.compose(() -> {
			CompletableFuture<Agent> ready = this.launcher.ready(false);
			depart(Departure.RESTART);
			return ready;
		});
	}

	CompletableFuture<Agent> delete() {
		return this.mailbox.submit(() -> depart(Departure.DELETE)).thenCompose((departed) -> departed);
	}

	/** Change what a caller may change; the model and the permission mode at once. */
	CompletableFuture<Agent> patch(AgentPatch patch) {
		return this.mailbox.submit(() -> {
			AgentChange change = this.state.change();
			ConfigUpdate update = patch.apply(change, this.runtime.configs());
			this.state.commit(change);
			this.outdated |= update.needsNewProcess();
			AgentProcess running = this.process;
			if (running != null && running.takesMessages()) {
				update.liveRequests().forEach((request) -> running.cli().request(request));
			}
			advance();
			return this.state.agent();
		});
	}

	/** Go on after a service was lost: account for its processes, and for its output. */
	CompletableFuture<Agent> recover(List<CarriedProcess> survivors) {
		return this.mailbox.submit(() -> {
			this.process = this.launcher.recover(survivors);
			AgentProcess attached = this.process;
			if (attached != null && this.state.now().current() == null) {
				attached.stop();
			}
			this.turns.resume(this.process);
			advance();
			return this.state.agent();
		});
	}

	/**
	 * Begin no more turns.
	 * @return completes when no turn runs and the process, if any, has ended
	 */
	CompletableFuture<Agent> drain() {
		return this.mailbox.compose(() -> {
			this.draining = true;
			Message current = this.state.now().current();
			CompletableFuture<?> idle = (current != null) ? this.waiters.await(current.id())
					: CompletableFuture.completedFuture(true);
			return idle
				.thenCompose((ended) -> this.mailbox
					.submit(() -> (this.process != null) ? depart(Departure.HIBERNATE)
							: CompletableFuture.completedFuture(this.state.agent()))
					.thenCompose((departed) -> departed));
		});
	}

	private CompletableFuture<Agent> depart(Departure wanted) {
		if (this.departure == null || this.departure.compareTo(wanted) < 0) {
			this.departure = wanted;
		}
		CompletableFuture<Agent> done = new CompletableFuture<>();
		this.departed.add(done);
		this.turns.ending(wanted.ending());
		AgentProcess running = this.process;
		if (running != null) {
			running.stop();
		}
		else {
			try {
				settled(null, null);
			}
			catch (RuntimeException ex) {
				this.departed.remove(done);
				this.departure = null;
				throw ex;
			}
		}
		return done;
	}

	// What the process does

	@Override
	public void ready(AgentProcess started) {
		if (started != this.process) {
			return;
		}
		this.launcher.succeeded(started);
		advance();
	}

	@Override
	public void output(AgentProcess source, SpoolBatch batch) {
		AgentChange change = this.state.change();
		AgentConfig config = this.runtime.configs().parse(change.agent().config());
		batch.lines()
			.forEach((line) -> this.recorder.record(change, line, this.turns.ending(),
					config.approvalTimeout(this.runtime.properties().approvalTimeout())));
		batch.errorLines().forEach((line) -> this.recorder.recordError(change, line));
		Launch launch = change.launch();
		if (launch != null) {
			change.launch(launch.ingested(batch.spoolOffset(), batch.errorOffset()));
		}
		if (!change.isDurable()) {
			this.state.keep(change);
			return;
		}
		change.afterCommit(source::committed);
		this.state.commit(change);
		advance();
	}

	@Override
	public void exited(AgentProcess ended, ClaudeExit exit) {
		if (ended != this.process) {
			return;
		}
		try {
			ended.drainToTheEnd();
			settled(ended, exit);
		}
		catch (StoreUnavailableException ex) {
			this.runtime.later(AgentProcess.RETRY, () -> this.mailbox.execute(() -> exited(ended, exit)));
		}
	}

	@Override
	public void retry() {
		advance();
	}

	/** The process is gone, or there was none: the agent becomes what it was meant to. */
	private void settled(@Nullable AgentProcess ended, @Nullable ClaudeExit exit) {
		Departure reason = this.departure;
		AgentChange change = this.state.change();
		Exit.record(change, reason, this.turns.ending(), ended, exit);
		this.state.commit(change);
		this.process = null;
		this.departure = null;
		this.outdated = false;
		if (ended != null) {
			this.launcher.release(ended);
		}
		Agent agent = this.state.agent();
		List.copyOf(this.departed).forEach((done) -> done.complete(agent));
		this.departed.clear();
		if (reason == Departure.RESTART) {
			this.launcher.reset();
			this.process = this.launcher.launch();
		}
		else if (reason == null && ended != null && exit != null && !ended.ready() && !ended.attached()) {
			this.launcher.failed(ended.startFailure(exit), this::retry);
		}
		advance();
	}

	/** Called with every change once it is durable. */
	private void committed(AgentChange change) {
		change.ended().forEach((message) -> {
			this.turns.ended();
			Failure error = message.error();
			// The CLI keeps a message whose API call failed and would send it again with
			// the next.
			this.outdated |= error != null && error.code() == FailureCode.API_ERROR;
			this.waiters.ended(message);
			logger.debug("Message {} is {}", message.id(), message.status());
		});
		change.endedInQueue()
			.keySet()
			.stream()
			.filter(this.waiters::isAwaited)
			.forEach((id) -> this.runtime.messages().find(change.agent().id(), id).ifPresent(this.waiters::ended));
		this.approvals.asked(change, () -> this.process);
		this.turns.waiting(!change.approvals().isEmpty());
	}

	// What comes next

	private boolean canBegin() {
		AgentProcess running = this.process;
		AgentState now = this.state.now();
		return running != null && running.takesMessages() && now.current() == null && !now.span().open()
				&& !this.outdated && !this.draining && this.departure == null;
	}

	private void begin(AgentChange change, Message message) {
		AgentProcess running = this.process;
		if (running != null) {
			change.begin(message, change.agent().launch());
			change.afterCommit(() -> this.turns.begin(message, running));
		}
	}

	/** Do what is to be done next, if anything is. */
	private void advance() {
		AgentState now = this.state.now();
		if (this.departure != null || this.draining || now.current() != null) {
			return;
		}
		AgentProcess running = this.process;
		if (running != null && running.takesMessages() && this.outdated && !now.span().open()) {
			depart(Departure.RENEW);
		}
		else if (now.queue().isEmpty() && now.agent().status() != AgentStatus.STARTING) {
			return;
		}
		else if (running == null && !this.launcher.isPaused() && launchable(now.agent())) {
			this.process = this.launcher.launch();
		}
		else if (canBegin() && !now.queue().isEmpty()) {
			beginNext(now);
		}
	}

	private static boolean launchable(Agent agent) {
		return agent.deletedAt() == null
				&& (agent.status() == AgentStatus.RUNNING || agent.status() == AgentStatus.STARTING);
	}

	private void beginNext(AgentState now) {
		try {
			AgentChange change = this.state.change();
			this.runtime.messages()
				.find(now.agent().id(), now.queue().getFirst())
				.ifPresent((message) -> begin(change, message));
			this.state.commit(change);
		}
		catch (StoreUnavailableException ex) {
			this.runtime.later(AgentProcess.RETRY, () -> this.mailbox.execute(this::advance));
		}
	}

	/** The cause of a failed operation, as the caller is told it. */
	static RuntimeException unwrapped(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof RuntimeException known) ? known : new IllegalStateException(cause);
	}

}
