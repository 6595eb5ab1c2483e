package io.aaas.agent;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.aaas.claude.ClaudeExit;
import io.aaas.claude.ClaudeLaunch;
import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeOptions;
import io.aaas.claude.ClaudeProcess;
import io.aaas.claude.ClaudeSession;
import io.aaas.claude.ControlRequest;
import io.aaas.claude.OutputSchema;
import io.aaas.claude.ProcessIdentity;
import io.aaas.claude.SandboxChoice;
import io.aaas.claude.SpoolBatch;
import io.aaas.model.ModelAccess;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The process of a live agent, from its start to the end of its output. Confined to the
 * agent's mailbox, into which it reports.
 */
final class AgentProcess {

	private static final int KEPT_ERROR_LINES = 20;

	/** A spool is deleted with its process. */
	private static final long LARGEST_SPOOL = DataSize.ofMegabytes(256).toBytes();

	/** How soon output that could not be committed is handed over again. */
	static final Duration RETRY = Duration.ofMillis(500);

	private static final Duration LONG_RETRY = Duration.ofSeconds(5);

	private final AgentRuntime runtime;

	private volatile Reports reports;

	private final Mailbox mailbox;

	private final ClaudeProcess process;

	private final boolean attached;

	private final @Nullable OutputSchema outputSchema;

	private final AtomicBoolean drainPending = new AtomicBoolean();

	private final Deque<String> lastErrors = new ArrayDeque<>();

	/** What was read and is not committed. */
	private @Nullable SpoolBatch uncommitted;

	private boolean ready;

	private boolean stopping;

	private boolean awaitingEnd;

	private volatile boolean abandoned;

	private boolean outdated;

	private final long startedAt = System.nanoTime();

	private int turns;

	/** How much had been written when the current turn began, or the last one ended. */
	private long writtenBefore;

	/** It writes more than anybody shall read: nothing of it is read any more. */
	private boolean flooding;

	private long memory;

	private @Nullable String startFailure;

	private volatile @Nullable TurnEnding announced;

	private AgentProcess(AgentRuntime runtime, Mailbox mailbox, Reports reports, Launch launch, Agent agent,
			ClaudeOptions options, @Nullable ClaudeSession session, List<ProcessIdentity> alive) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.reports = reports;
		this.attached = session == null;
		this.outputSchema = options.outputSchema();
		SandboxChoice sandbox = runtime.configs().sandbox(agent.config());
		boolean confined = runtime.cli().confines(sandbox);
		ModelAccess access = this.attached ? runtime.model().reopen(agent.id(), launch.number(), confined)
				: runtime.model().open(agent.id(), launch.number(), confined);
		ClaudeLaunch spec = new ClaudeLaunch(agent.id(), launch.number(), options,
				(session != null) ? session : new ClaudeSession.Resume(launch.sessionId()), agent.workingDirectory(),
				runtime.workspaces().config(agent), runtime.workspaces().temporary(agent), launch.spool(),
				launch.errors(), access.environment(), sandbox, secrets(access, agent));
		this.process = this.attached
				? runtime.cli().attach(spec, alive, launch.spoolOffset(), launch.errorsOffset(), this::activity)
				: runtime.cli().start(spec, this::activity);
		this.writtenBefore = launch.spoolOffset() + launch.errorsOffset();
		this.process.onExit()
			.whenComplete((exit, failure) -> mailbox
				.execute(() -> this.reports.exited(this, (exit != null) ? exit : unknownExit(runtime))));
	}

	/** What must not be seen in the output: the model's credentials, the caller's own. */
	private static List<String> secrets(ModelAccess access, Agent agent) {
		List<String> secrets = new ArrayList<>(access.secrets());
		secrets.addAll(AgentConfigs.secrets(agent.config()));
		return secrets;
	}

	/** Start the CLI; {@link Reports#ready} or {@link Reports#exited} follows. */
	static AgentProcess start(AgentRuntime runtime, Mailbox mailbox, Reports reports, Launch launch, Agent agent,
			ClaudeOptions options, ClaudeSession session) {
		AgentProcess started = new AgentProcess(runtime, mailbox, reports, launch, agent, options, session, List.of());
		long timeout = runtime.properties().startTimeout().toMillis();
		started.process.request(new ControlRequest.Initialize())
			.orTimeout(timeout, TimeUnit.MILLISECONDS)
			.whenComplete((reply, failure) -> mailbox.execute(() -> {
				if (failure == null) {
					started.ready = true;
					started.reports.ready(started);
				}
				else if (!started.stopping && !started.process.onExit().isDone()) {
					started.startFailure = "it did not answer within " + timeout + " ms";
					started.stop();
				}
			}));
		return started;
	}

	/**
	 * Take over what a lost service left: a process that may still run, and its output.
	 */
	static AgentProcess attach(AgentRuntime runtime, Mailbox mailbox, Reports reports, Launch launch, Agent agent,
			List<ProcessIdentity> alive) {
		return new AgentProcess(runtime, mailbox, reports, launch, agent, ClaudeOptions.NONE, null, alive);
	}

	private static ClaudeExit unknownExit(AgentRuntime runtime) {
		return new ClaudeExit(null, null, runtime.clock().instant());
	}

	ClaudeProcess cli() {
		return this.process;
	}

	/** Tell another of it, from now on. */
	void reportTo(Reports reports) {
		this.reports = reports;
		activity();
	}

	/** Whether it was started by a run of the service before this one. */
	boolean attached() {
		return this.attached;
	}

	/** Whether it takes messages. */
	boolean takesMessages() {
		return this.ready && !this.stopping && this.process.writable();
	}

	/** Whether it will take no message any more, though it lives: its stdin is closed. */
	boolean isSpent() {
		return (this.ready || this.attached) && !this.stopping && !this.process.writable();
	}

	/** End it, unless it ends by itself soon. */
	void awaitEnd() {
		if (!this.awaitingEnd) {
			this.awaitingEnd = true;
			this.runtime.later(this.runtime.properties().stopTimeout(), () -> this.mailbox.execute(this::stop));
		}
	}

	/** Whether its turns are held to what this message asks for. */
	boolean suits(Message message) {
		return Objects.equals(this.outputSchema, message.answerSchema());
	}

	boolean ready() {
		return this.ready;
	}

	/** The next turn needs another process. */
	void outdate() {
		this.outdated = true;
	}

	boolean outdated() {
		return this.outdated;
	}

	/** A turn begins, or has ended. */
	void countOutput(boolean begins) {
		this.turns += begins ? 1 : 0;
		this.writtenBefore = this.process.written();
	}

	/** How much of the machine's memory it holds, with all it has started. */
	void holds(long bytes) {
		this.memory = bytes;
	}

	/** Whether a new one is to take its place: it would be no better than one unused. */
	boolean worn(AgentProperties.Recycle limits) {
		return this.turns > 0 && (isOver(this.turns, limits.turns())
				|| isOver(System.nanoTime() - this.startedAt, limits.age().toNanos())
				|| isOver(this.memory, limits.memory().toBytes()) || isOver(this.process.written(), LARGEST_SPOOL));
	}

	private static boolean isOver(long value, long limit) {
		return limit > 0 && value >= limit;
	}

	/**
	 * End the process before the mailbox gets to it; from any thread. What it writes of
	 * that may be read before the mailbox knows why.
	 */
	void stopAhead(TurnEnding reason) {
		this.announced = reason;
		this.process.stop();
	}

	/** Why it is ended, if that was announced. */
	@Nullable TurnEnding announced() {
		return this.announced;
	}

	/** End the process and all it has started. */
	void stop() {
		this.stopping = true;
		this.process.stop();
	}

	/**
	 * End it, and leave what it wrote to the agent's next owner; nothing is reported any
	 * more.
	 */
	void abandon() {
		this.stopping = true;
		this.abandoned = true;
		this.process.stop().whenComplete((exit, failure) -> this.process.detach());
	}

	private void activity() {
		if (!this.abandoned && this.drainPending.compareAndSet(false, true)) {
			this.mailbox.execute(() -> {
				this.drainPending.set(false);
				try {
					if (drain()) {
						activity();
					}
				}
				catch (OwnershipLostException ex) {
					throw ex;
				}
				catch (RuntimeException ex) {
					this.reports.failed(ex);
					this.runtime.later(retryAfter(ex), this::activity);
				}
			});
		}
	}

	/** A lost database comes back soon; what else there is, a person may have to end. */
	static Duration retryAfter(RuntimeException failure) {
		return (failure instanceof StoreUnavailableException) ? RETRY : LONG_RETRY;
	}

	/**
	 * Hand the next output to the agent. What the agent could not commit is handed over
	 * again the next time.
	 * @return {@code true} if there is more
	 */
	private boolean drain() {
		if (writesTooMuch()) {
			this.flooding = true;
			this.reports.flooding(this);
			stop();
		}
		if (this.flooding) {
			this.process.skip();
		}
		SpoolBatch batch = this.uncommitted;
		if (batch == null) {
			batch = this.process.read();
			batch.errorLines().forEach(this::remember);
		}
		this.uncommitted = batch;
		if (!this.reports.takesOutput()) {
			return false;
		}
		if (!batch.isEmpty()) {
			this.reports.output(this, batch);
		}
		this.uncommitted = null;
		return batch.more();
	}

	private boolean writesTooMuch() {
		long most = this.runtime.properties().maxTurnOutput().toBytes();
		return !this.flooding && this.process.written() - this.writtenBefore > most;
	}

	/** Hand over all output, after the exit. */
	void drainToTheEnd() {
		boolean more = true;
		while (more || this.uncommitted != null) {
			more = drain();
		}
	}

	/**
	 * Whether output waits to be recorded, and what is behind it to be read.
	 */
	boolean isBehind() {
		return this.uncommitted != null;
	}

	/** The output was committed, though nobody was told. */
	void committed() {
		this.uncommitted = null;
	}

	private void remember(String line) {
		this.lastErrors.addLast(line);
		if (this.lastErrors.size() > KEPT_ERROR_LINES) {
			this.lastErrors.removeFirst();
		}
	}

	/** Why it never became ready, for people. */
	String startFailure(ClaudeExit exit) {
		String reason = (this.startFailure != null) ? this.startFailure : "it ended with " + describe(exit);
		return this.lastErrors.isEmpty() ? reason : reason + ": " + String.join(" | ", this.lastErrors);
	}

	static String describe(ClaudeExit exit) {
		if (exit.signal() != null) {
			return "signal " + exit.signal();
		}
		return (exit.code() != null) ? "exit code " + exit.code() : "an unknown exit code";
	}

	/** The whole of a line that is too long to be held in memory, in parts. */
	Iterable<String> payload(ClaudeLine line) {
		return () -> {
			try {
				return new TextParts(new InputStreamReader(this.process.open(line), StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	/**
	 * What an agent is told of its process, in its mailbox.
	 */
	interface Reports {

		void ready(AgentProcess process);

		/** Whether output is to be handed over; it waits for who comes after. */
		default boolean takesOutput() {
			return true;
		}

		/** It has written too much, and is ended. */
		void flooding(AgentProcess process);

		/** Thrown exceptions leave the output to be handed over again. */
		void output(AgentProcess process, SpoolBatch batch);

		void exited(AgentProcess process, ClaudeExit exit);

		/** Output could not be taken, and is handed over again. */
		void failed(RuntimeException reason);

		/** What could not be done some time ago may be possible now. */
		void retry();

	}

}
