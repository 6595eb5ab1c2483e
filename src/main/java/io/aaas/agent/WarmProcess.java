package io.aaas.agent;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.aaas.claude.ClaudeExit;
import io.aaas.claude.ClaudeOptions;
import io.aaas.claude.ClaudeSession;
import io.aaas.claude.SpoolBatch;
import org.jspecify.annotations.Nullable;

/**
 * A process that waits for its agent to be made. It is started with all that agent will
 * have: the id, the directories and the session. Everything that happens to it runs in
 * the mailbox that will be the agent's; may be called from any thread but where it says
 * otherwise.
 */
final class WarmProcess implements AgentProcess.Reports {

	private final AgentRuntime runtime;

	private final Agent agent;

	private final Launch launch;

	private final Mailbox mailbox;

	private final Slot slot;

	private final Consumer<WarmProcess> changed;

	private volatile @Nullable AgentProcess process;

	private volatile boolean ready;

	/** It has an agent, or is to be gone. */
	private volatile boolean over;

	/**
	 * @param agent what is known of its agent
	 * @param changed called when it takes messages, or will not; in its mailbox
	 */
	WarmProcess(AgentRuntime runtime, Agent agent, Consumer<WarmProcess> changed) {
		this.runtime = runtime;
		this.agent = agent;
		this.changed = changed;
		this.mailbox = new Mailbox(agent.id(), runtime.mailboxes());
		this.slot = new Slot(runtime.slots(), agent.tenantId(), () -> {
		}, this::discard);
		this.launch = new Launch(agent.id(), 1, agent.node(), runtime.cli().installation().version().toString(),
				agent.sessionId(), List.of(), runtime.workspaces().spool(agent.id(), 1), 0,
				runtime.workspaces().errors(agent.id(), 1), 0, 0, 0, runtime.clock().instant(), null, null, null);
	}

	Agent agent() {
		return this.agent;
	}

	Launch launch() {
		return this.launch;
	}

	Mailbox mailbox() {
		return this.mailbox;
	}

	Instant startedAt() {
		return this.launch.startedAt();
	}

	/** Whether it takes messages. */
	boolean isReady() {
		AgentProcess running = this.process;
		return this.ready && running != null && running.takesMessages();
	}

	/** Whether it can be started: others need no process. */
	boolean acquireSlot() {
		return this.slot.acquire(false);
	}

	/** Start it; the pool is told what becomes of it. */
	void start() {
		this.mailbox.execute(() -> {
			if (this.over) {
				return;
			}
			try {
				this.runtime.workspaces().markWarm(this.agent);
				this.runtime.workspaces().make(this.agent);
				ClaudeOptions options = this.runtime.configs().options(this.agent.config());
				this.process = AgentProcess.start(this.runtime, this.mailbox, this, this.launch, this.agent, options,
						new ClaudeSession.New(this.agent.sessionId()));
			}
			catch (RuntimeException ex) {
				WarmPool.logger.warn("A process of the warm pool could not be started: {}", ex.toString());
				gone();
			}
		});
	}

	/**
	 * Give it to its agent, in the agent's mailbox, which is its own.
	 * @param reports who is told of it from now on
	 * @param slot the agent's
	 * @return the process, the end of which is still to be reported if it has ended;
	 * {@code null} if it has been
	 */
	@Nullable AgentProcess adopt(AgentProcess.Reports reports, Slot slot) {
		AgentProcess running = this.process;
		if (this.over || running == null) {
			return null;
		}
		this.over = true;
		slot.hold();
		this.slot.release();
		this.runtime.workspaces().unmarkWarm(this.agent.id());
		running.reportTo(reports);
		return running;
	}

	/** End it, unless it has an agent. */
	void discard() {
		this.mailbox.execute(() -> {
			AgentProcess running = this.process;
			if (this.over) {
				return;
			}
			if (running != null) {
				running.stop();
			}
			else {
				gone();
			}
		});
	}

	/** Nothing is left of it. */
	private void gone() {
		AgentProcess ended = this.process;
		this.over = true;
		this.process = null;
		if (ended != null) {
			ended.cli().release();
		}
		this.runtime.model().close(this.agent.id(), this.launch.number());
		this.runtime.workspaces().remove(this.agent, false);
		this.runtime.workspaces().unmarkWarm(this.agent.id());
		this.slot.release();
		this.changed.accept(this);
	}

	boolean wasReady() {
		return this.ready;
	}

	boolean isGone() {
		return this.over && this.process == null;
	}

	@Override
	public void ready(AgentProcess process) {
		this.ready = true;
		this.slot.idle(true);
		this.changed.accept(this);
	}

	@Override
	public boolean takesOutput() {
		return false;
	}

	@Override
	public void exited(AgentProcess process, ClaudeExit exit) {
		if (!this.over) {
			WarmPool.logger.debug("A process of the warm pool has ended: {}", process.startFailure(exit));
			gone();
		}
	}

	@Override
	public void flooding(AgentProcess process) {
		// It is ended.
	}

	@Override
	public void output(AgentProcess process, SpoolBatch batch) {
		throw new IllegalStateException("Output waits for the agent");
	}

	@Override
	public void failed(RuntimeException reason) {
		WarmPool.logger.warn("The output of a process of the warm pool cannot be read", reason);
	}

	@Override
	public void retry() {
		// Nothing is tried again.
	}

}
