package io.aaas.fault;

/**
 * A place in the service's code at which it can be made to die: the steps of a message,
 * of a process and of a recovery.
 */
enum Failpoint {

	/** A message is admitted, and nothing of it committed. */
	ADMITTED("io.aaas.agent.Admission", "accept", Moment.AFTER),

	/** A change is about to be committed. */
	COMMITTING("io.aaas.agent.AgentJournal", "commit", Moment.BEFORE),

	/** A group is committed, and nobody was told. */
	COMMITTED("io.aaas.store.GroupCommit", "commit", Moment.AFTER),

	/** A change is known to be committed, and not acted upon. */
	KNOWN("io.aaas.agent.CommittedState", "apply", Moment.BEFORE),

	/** A line is about to be written to a CLI. */
	WRITING("io.aaas.claude.StdinWriter", "writeNow", Moment.BEFORE),

	/** A line was written to a CLI. */
	WRITTEN("io.aaas.claude.StdinWriter", "writeNow", Moment.AFTER),

	/** Output was read, and nothing of it committed. */
	OUTPUT("io.aaas.agent.ClaudeCodeAgent", "output", Moment.BEFORE),

	/** The end of a turn was read, and not committed. */
	RESULT("io.aaas.agent.TurnRecorder", "end", Moment.AFTER),

	/** The end of a turn is committed, and its caller not answered. */
	ANSWERING("io.aaas.agent.Waiters", "ended", Moment.BEFORE),

	/** A launch is committed, and its process not started. */
	LAUNCH_RECORDED("io.aaas.agent.Launcher", "record", Moment.AFTER),

	/** A process was started, and its identity not committed. */
	STARTED("io.aaas.agent.AgentProcess", "start", Moment.AFTER),

	/** A process has ended, and nothing of that is committed. */
	ENDED("io.aaas.agent.Lifecycle", "settled", Moment.BEFORE),

	/** The end of a process is committed, and its spool still there. */
	RELEASING("io.aaas.agent.Launcher", "release", Moment.BEFORE),

	/** An agent is deleted, and its directories still there. */
	DELETED("io.aaas.agent.Workspaces", "remove", Moment.BEFORE),

	/** A start of the service is about to take an agent over. */
	RECOVERING("io.aaas.agent.Launcher", "recover", Moment.BEFORE),

	/** A start of the service has taken an agent over, others not. */
	RECOVERED("io.aaas.agent.Launcher", "recover", Moment.AFTER);

	/** Whether it comes before or after the method's code. */
	enum Moment {

		BEFORE, AFTER

	}

	private final String type;

	private final String method;

	private final Moment moment;

	Failpoint(String type, String method, Moment moment) {
		this.type = type;
		this.method = method;
		this.moment = moment;
	}

	String type() {
		return this.type;
	}

	String method() {
		return this.method;
	}

	Moment moment() {
		return this.moment;
	}

	/** Whether it is passed only while the service starts. */
	boolean inRecovery() {
		return this == RECOVERING || this == RECOVERED;
	}

}
