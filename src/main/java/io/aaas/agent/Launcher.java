package io.aaas.agent;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.aaas.claude.CarriedProcess;
import io.aaas.claude.ClaudeInstallation;
import io.aaas.claude.ClaudeOptions;
import io.aaas.claude.ClaudeSession;
import io.aaas.claude.ClaudeStartException;
import io.aaas.claude.OutputSchema;
import io.aaas.claude.ProcessIdentity;
import io.aaas.event.EventType;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the processes of an agent, one launch after the other. Confined to the agent's
 * mailbox.
 */
final class Launcher {

	private static final Logger logger = LoggerFactory.getLogger(Launcher.class);

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final AgentProcess.Reports reports;

	private final LaunchRecords launches;

	private final List<CompletableFuture<Agent>> waiting = new ArrayList<>();

	private final StartFailures failures = new StartFailures();

	private boolean paused;

	private volatile @Nullable Instant pausedUntil;

	/** Whose output schema the newest process was started with. */
	private @Nullable Message shaping;

	/** Whose start is recorded. */
	private @Nullable AgentProcess succeeded;

	/** Nobody knows the agent yet: its first failure is its last. */
	private boolean first;

	Launcher(AgentRuntime runtime, Mailbox mailbox, CommittedState state, AgentProcess.Reports reports) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
		this.reports = reports;
		this.launches = new LaunchRecords(runtime, mailbox, state);
	}

	/** Completes when a process takes messages, or none could be started. */
	CompletableFuture<Agent> ready(boolean first) {
		this.first |= first;
		CompletableFuture<Agent> ready = new CompletableFuture<>();
		this.waiting.add(ready);
		return ready;
	}

	/** Whether a failed start is to be tried again only later. */
	boolean isPaused() {
		return this.paused;
	}

	/** When it is; may be asked from any thread. */
	@Nullable Instant pausedUntil() {
		return this.pausedUntil;
	}

	void reset() {
		this.failures.reset(0);
		this.paused = false;
		this.pausedUntil = null;
	}

	/**
	 * Start a process.
	 * @return the process, or {@code null} if none could be started; that is recorded,
	 * and tried again
	 */
	@Nullable AgentProcess launch() {
		try {
			this.launches.closeOpen();
			Agent agent = this.state.agent();
			ClaudeInstallation installation = this.runtime.cli().installation();
			ClaudeOptions options = options(agent);
			this.runtime.workspaces().make(agent);
			ClaudeSession session = this.launches.begin(agent, installation);
			Launch launch = this.state.now().launch();
			if (launch == null) {
				throw new IllegalStateException("The launch was not recorded");
			}
			AgentProcess process = AgentProcess.start(this.runtime, this.mailbox, this.reports, launch,
					this.state.agent(), options, session);
			this.launches.started(process, launch.number());
			return process;
		}
		catch (StoreUnavailableException ex) {
			if (this.first) {
				refuse(ex);
			}
			else {
				pause(AgentProcess.RETRY);
			}
		}
		catch (OwnershipLostException ex) {
			throw ex;
		}
		catch (ProblemException ex) {
			failed(ex.detail());
		}
		catch (ClaudeStartException | UncheckedIOException ex) {
			failed(String.valueOf(ex.getMessage()));
		}
		return null;
	}

	/**
	 * The CLI takes an output schema only at its start: that of the next message. Its own
	 * budget begins anew with each process, and so is what is left of the agent's.
	 */
	private ClaudeOptions options(Agent agent) {
		ClaudeOptions options = this.runtime.configs().options(agent.config()).spent(agent.usage().costUsd());
		Message next = this.state.now()
			.queue()
			.stream()
			.findFirst()
			.flatMap((id) -> this.runtime.messages().find(agent.id(), id))
			.orElse(null);
		this.shaping = (next != null && next.outputSchema() != null) ? next : null;
		return (next != null) ? options.withOutputSchema(next.answerSchema()) : options;
	}

	/** Take over what a lost service left of this agent. */
	@Nullable AgentProcess recover(List<CarriedProcess> survivors) {
		Launch launch = this.state.now().launch();
		// A CLI that ends at each start shall not do so for ever because the service
		// does.
		this.failures.reset(this.runtime.journal().failedStarts(this.state.agent().id(), StartFailures.MOST));
		AgentChange change = this.state.change();
		change.denyOpenApprovals("The service was lost before the answer was delivered");
		if (launch == null && change.current() != null) {
			Exit.record(change, null, null, null, null);
		}
		change.edit((edit) -> {
			edit.status = (edit.status == AgentStatus.STARTING) ? AgentStatus.RUNNING : edit.status;
			if (launch == null) {
				edit.pid = null;
				edit.activity = (edit.status == AgentStatus.RUNNING) ? Activity.HIBERNATED : null;
			}
		});
		this.state.commit(change);
		Set<ProcessIdentity> own = new LinkedHashSet<>((launch != null) ? launch.processes() : List.of());
		// Once the CLI is on record, nothing else is taken for it: what it started may
		// look alike.
		boolean recorded = !own.isEmpty();
		List<ProcessIdentity> others = new ArrayList<>();
		for (CarriedProcess survivor : survivors) {
			boolean current = launch != null && survivor.launch() == launch.number();
			if (!current) {
				others.add(survivor.identity());
			}
			else if (!recorded) {
				own.add(survivor.identity());
			}
		}
		if (!others.isEmpty()) {
			this.runtime.cli().kill(others);
		}
		return (launch != null) ? AgentProcess.attach(this.runtime, this.mailbox, this.reports, launch,
				this.state.agent(), List.copyOf(own)) : null;
	}

	/**
	 * The process takes messages.
	 * @param adopted its launch, if that is not recorded yet
	 */
	void succeeded(AgentProcess process, @Nullable Launch adopted) {
		try {
			AgentChange change = this.state.change();
			if (this.succeeded == process) {
				// It was recorded before; only now that is known.
				return;
			}
			if (adopted != null) {
				change.launch(adopted.withProcesses(process.cli().processes()));
				change.edit((edit) -> {
					edit.launch = adopted.number();
					edit.pid = process.cli().pid();
				});
			}
			Launch launch = change.launch();
			change.edit((edit) -> {
				edit.status = AgentStatus.RUNNING;
				// A turn may run: it could not be recorded at once.
				edit.activity = (change.current() != null) ? edit.activity : Activity.IDLE;
				edit.lastError = null;
			});
			change.event(EventType.AGENT_STARTED, null, (data) -> {
				data.put("pid", process.cli().pid());
				data.put("launch", change.agent().launch());
				data.put("session_id", change.agent().sessionId());
				data.put("cli_version", (launch != null) ? launch.cliVersion() : null);
			});
			change.afterCommit(() -> {
				this.succeeded = process;
				reset();
				this.first = false;
				complete();
			});
			this.state.commit(change);
		}
		catch (StoreUnavailableException ex) {
			if (this.first) {
				refuse(ex);
			}
			else {
				this.runtime.later(AgentProcess.RETRY, () -> this.mailbox.execute(() -> this.reports.ready(process)));
			}
		}
	}

	/** There is no room for a process that nobody waits for: a message will start it. */
	void postpone() {
		try {
			AgentChange change = this.state.change();
			change.edit((edit) -> {
				edit.status = AgentStatus.RUNNING;
				edit.activity = Activity.HIBERNATED;
			});
			change.afterCommit(() -> {
				this.first = false;
				complete();
			});
			this.state.commit(change);
		}
		catch (StoreUnavailableException ex) {
			if (this.first) {
				refuse(ex);
			}
			else {
				pause(AgentProcess.RETRY);
			}
		}
	}

	/** The agent is to have no process: those who wait for one are told what it is. */
	void abandoned() {
		this.first = false;
		Agent agent = this.state.agent();
		if (agent.deletedAt() == null) {
			complete();
			return;
		}
		this.waiting.forEach((ready) -> ready.completeExceptionally(AgentManager.unknown(agent.id())));
		this.waiting.clear();
	}

	private void complete() {
		Agent agent = this.state.agent();
		List.copyOf(this.waiting).forEach((ready) -> ready.complete(agent));
		this.waiting.clear();
	}

	/** A process could not be started, or never became ready. */
	void failed(String reason) {
		logger.warn("The CLI could not be started: {}", reason);
		Message shaping = this.shaping;
		if (shaping != null && reason.contains(OutputSchema.FLAG)) {
			refuseSchema(shaping, reason);
			return;
		}
		if (this.first) {
			failQueue(reason);
			refuse(new ProblemException(ProblemType.AGENT_START_FAILED, "The CLI could not be started: " + reason)
				.retryAfter(Duration.ofSeconds(1)));
			return;
		}
		if (this.launches.lostSession(reason)) {
			this.reports.retry();
			return;
		}
		this.failures.add(reason);
		if (this.failures.areTooMany()) {
			giveUp(reason);
		}
		else {
			pause(this.failures.delay());
		}
	}

	/** It is the message that cannot be done, not the agent. */
	private void refuseSchema(Message message, String reason) {
		try {
			AgentChange change = this.state.change();
			change.finishQueued(message.id(), Outcome.of(MessageStatus.FAILED, FailureCode.OUTPUT_SCHEMA_REFUSED,
					"The CLI does not take this output_schema: " + reason));
			this.state.commit(change);
			this.reports.retry();
		}
		catch (StoreUnavailableException ex) {
			pause(AgentProcess.RETRY);
		}
	}

	/** The agent is not to be; or whoever waits for it need not wait any more. */
	void refuse(ProblemException reason) {
		this.paused = true;
		List.copyOf(this.waiting).forEach((ready) -> ready.completeExceptionally(reason));
		this.waiting.clear();
	}

	/** Who has found the agent in the list, and sent it a message, is told. */
	private void failQueue(String reason) {
		try {
			AgentChange change = this.state.change();
			if (!change.after().queue().isEmpty()) {
				change.finishQueue(unstarted(reason));
				this.state.commit(change);
			}
		}
		catch (StoreUnavailableException ex) {
			logger.warn("The messages of an agent that could not be started could not be ended", ex);
		}
	}

	private static Outcome unstarted(String reason) {
		return Outcome.of(MessageStatus.FAILED, FailureCode.AGENT_ERROR, "The agent could not be started: " + reason);
	}

	private void giveUp(String reason) {
		if (!this.failures.areTooMany()) {
			// It was started anew before this could be recorded.
			return;
		}
		this.paused = true;
		try {
			AgentChange change = this.state.change();
			if (change.agent().status() == AgentStatus.ERROR) {
				complete();
				return;
			}
			Failure failure = new Failure(FailureCode.START_FAILED, reason);
			this.launches.closeOpen(change);
			change.finishQueue(unstarted(reason));
			change.edit((edit) -> {
				edit.status = AgentStatus.ERROR;
				edit.activity = null;
				edit.lastError = failure;
			});
			change.event(EventType.AGENT_FAILED, null, (data) -> data.put("reason", reason));
			this.state.commit(change);
			complete();
		}
		catch (StoreUnavailableException ex) {
			this.runtime.persist(this.mailbox, AgentProcess.RETRY, () -> giveUp(reason));
		}
	}

	private void pause(Duration delay) {
		this.paused = true;
		this.pausedUntil = this.runtime.clock().instant().plus(delay);
		this.runtime.later(delay, () -> this.mailbox.execute(() -> {
			this.paused = false;
			this.pausedUntil = null;
			this.reports.retry();
		}));
	}

	/** The process has ended and its output is committed. */
	void release(AgentProcess process) {
		try {
			process.cli().release();
		}
		catch (UncheckedIOException ex) {
			logger.warn("The output of an ended process cannot be deleted", ex);
		}
		this.runtime.model().close(this.state.agent().id(), this.state.agent().launch());
	}

}
