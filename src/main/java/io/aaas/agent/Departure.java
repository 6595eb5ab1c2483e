package io.aaas.agent;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Why the service ends an agent's process, and so what becomes of the agent; a later one
 * overrules those before it.
 */
enum Departure {

	/** The next turn needs a new process. */
	RENEW(null),

	/** The process has done and grown enough: another takes its place. */
	RECYCLE(null),

	HIBERNATE(null),

	RESTART(TurnEnding.AGENT_RESTARTED),

	STOP(TurnEnding.AGENT_STOPPED),

	DELETE(TurnEnding.AGENT_DELETED);

	private final @Nullable TurnEnding ending;

	Departure(@Nullable TurnEnding ending) {
		this.ending = ending;
	}

	/** How a turn that runs then ends. */
	@Nullable TurnEnding ending() {
		return this.ending;
	}

	/** The reason as a launch's row and the events tell it. */
	String reason() {
		return name().toLowerCase(Locale.ROOT);
	}

}
