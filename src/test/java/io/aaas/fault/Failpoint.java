package io.aaas.fault;

/**
 * A place in the service's code at which it can be made to die: the steps of a message,
 * of a process and of a recovery.
 */
enum Failpoint {

	/** A message is admitted, and nothing of it committed. */
	ADMITTED("io.aaas.agent.Admission", "accept", Moment.AFTER, 6),

	/** A change is about to be committed. */
	COMMITTING("io.aaas.agent.AgentJournal", "commit", Moment.BEFORE, 30),

	/** A group is committed, and nobody was told. */
	COMMITTED("io.aaas.store.GroupCommit", "commit", Moment.AFTER, 30),

	/** A change is known to be committed, and not acted upon. */
	KNOWN("io.aaas.agent.CommittedState", "apply", Moment.BEFORE, 30),

	/** A line is about to be written to a CLI. */
	WRITING("io.aaas.claude.StdinWriter", "writeNow", Moment.BEFORE, 10),

	/** A line was written to a CLI. */
	WRITTEN("io.aaas.claude.StdinWriter", "writeNow", Moment.AFTER, 10),

	/** Output was read, and nothing of it committed. */
	OUTPUT("io.aaas.agent.Ingestion", "take", Moment.BEFORE, 20),

	/** The end of a turn was read, and not committed. */
	RESULT("io.aaas.agent.TurnRecorder", "end", Moment.AFTER, 6),

	/** The end of a turn is committed, and its caller not answered. */
	ANSWERING("io.aaas.agent.Waiters", "ended", Moment.BEFORE, 6),

	/** A launch is committed, and its process not started. */
	LAUNCH_RECORDED("io.aaas.agent.LaunchRecords", "begin", Moment.AFTER, 2),

	/** A process was started, and its identity not committed. */
	STARTED("io.aaas.agent.AgentProcess", "start", Moment.AFTER, 2),

	/** A process has ended, and nothing of that is committed. */
	ENDED("io.aaas.agent.Lifecycle", "settled", Moment.BEFORE, 2),

	/** The end of a process is committed, and its spool still there. */
	RELEASING("io.aaas.agent.Launcher", "release", Moment.BEFORE, 2),

	/** An agent is deleted, and its directories still there. */
	DELETED("io.aaas.agent.Workspaces", "remove", Moment.BEFORE, 1),

	/** A start of the service is about to take an agent over. */
	RECOVERING("io.aaas.agent.Launcher", "recover", Moment.BEFORE, 4),

	/** A start of the service has taken an agent over, others not. */
	RECOVERED("io.aaas.agent.Launcher", "recover", Moment.AFTER, 4);

	/** Whether it comes before or after the method's code. */
	enum Moment {

		BEFORE, AFTER

	}

	private final String type;

	private final String method;

	private final Moment moment;

	private final int passes;

	Failpoint(String type, String method, Moment moment, int passes) {
		this.type = type;
		this.method = method;
		this.moment = moment;
		this.passes = passes;
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

	/** How often it may be passed before the service dies there. */
	int passes() {
		return this.passes;
	}

	/** Whether it is passed only while the service starts. */
	boolean inRecovery() {
		return this == RECOVERING || this == RECOVERED;
	}

}
