package io.aaas.agent;

import java.util.List;
import java.util.UUID;

import io.aaas.claude.ClaudeInstallation;
import io.aaas.claude.ClaudeSession;
import io.aaas.claude.ClaudeVersion;
import io.aaas.event.EventType;
import io.aaas.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of an agent's launches, from before a process is started until its processes
 * are known. Confined to the agent's mailbox.
 */
final class LaunchRecords {

	private static final Logger logger = LoggerFactory.getLogger(LaunchRecords.class);

	/** 128 and the signal's number, as a shell counts. */
	private static final int SIGKILL_EXIT = 137;

	/** How the CLI ends when it cannot resume a session: seen on 2.1.197 and 2.1.330. */
	private static final String UNKNOWN_SESSION = "No conversation found with session ID";

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private boolean sessionLost;

	LaunchRecords(AgentRuntime runtime, Mailbox mailbox, CommittedState state) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
	}

	/**
	 * Record the next launch; its row is committed before the process is started.
	 * @return the session it is for
	 */
	ClaudeSession begin(Agent agent, ClaudeInstallation installation) {
		int number = agent.launch() + 1;
		AgentChange change = this.state.change();
		String sessionId = agent.sessionId();
		boolean resumable = !this.sessionLost
				&& ClaudeSession.exists(this.runtime.workspaces().config(agent), sessionId);
		if (!resumable && (this.sessionLost || agent.usage().numTurns() > 0)) {
			sessionId = UUID.randomUUID().toString();
			contextLost(change, agent.sessionId(), sessionId);
		}
		String launchedSession = sessionId;
		double carried = carriedCost(agent, installation.version(), resumable);
		change.launch(new Launch(agent.id(), number, this.runtime.node(), installation.version().toString(), sessionId,
				List.of(), this.runtime.workspaces().spool(agent.id(), number), 0,
				this.runtime.workspaces().errors(agent.id(), number), 0, carried, carried, change.now(), null, null,
				null));
		change.edit((edit) -> {
			edit.launch = number;
			edit.sessionId = launchedSession;
		});
		this.state.commit(change);
		this.sessionLost = false;
		return resumable ? new ClaudeSession.Resume(sessionId) : new ClaudeSession.New(sessionId);
	}

	/**
	 * Whether a start failed because its session is gone, though the transcript is there:
	 * the next one begins a new session.
	 */
	boolean lostSession(String failure) {
		this.sessionLost = failure.contains(UNKNOWN_SESSION);
		return this.sessionLost;
	}

	private static void contextLost(AgentChange change, String lost, String replacement) {
		logger.warn("Session {} cannot be resumed; the agent goes on without its history", lost);
		change.event(EventType.AGENT_CONTEXT_LOST, null, (data) -> {
			data.put("session_id", lost);
			data.put("new_session_id", replacement);
		});
	}

	/**
	 * Where {@code total_cost_usd} of a new launch begins: CLI 2.1.197 begins each
	 * process at 0; 2.1.330 goes on with the session's total, unless the process before
	 * was killed.
	 */
	private double carriedCost(Agent agent, ClaudeVersion version, boolean resumed) {
		if (!resumed || version.compareTo(ClaudeVersion.NEWEST) < 0) {
			return 0;
		}
		return this.runtime.journal()
			.launch(agent.id(), agent.launch())
			.map((before) -> wasKilled(before) ? before.costBaseline() : before.costTotal())
			.orElse(0.0);
	}

	private static boolean wasKilled(Launch launch) {
		return launch.exitCode() != null && launch.exitCode() == SIGKILL_EXIT;
	}

	/** The process of a launch has been started. */
	void started(AgentProcess process, int number) {
		try {
			AgentChange change = this.state.change();
			Launch launch = change.launch();
			if (launch != null && launch.number() == number) {
				change.launch(launch.withProcesses(process.cli().processes()));
				change.edit((edit) -> edit.pid = process.cli().pid());
				this.state.commit(change);
			}
		}
		catch (StoreUnavailableException ex) {
			// Its cookie tells whose it is, should the service be lost before this is
			// retried.
			this.runtime.persist(this.mailbox, AgentProcess.RETRY, () -> started(process, number));
		}
	}

	/** A launch that is recorded and has no process is none. */
	void closeOpen() {
		if (this.state.now().launch() != null) {
			AgentChange change = this.state.change();
			closeOpen(change);
			this.state.commit(change);
		}
	}

	void closeOpen(AgentChange change) {
		Launch launch = change.launch();
		if (launch != null) {
			this.runtime.model().close(launch.agentId(), launch.number());
			change.launch(launch.ended(null, "start_failed", change.now()));
		}
	}

}
