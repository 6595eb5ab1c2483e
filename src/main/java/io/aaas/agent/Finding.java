package io.aaas.agent;

import java.util.Locale;

/**
 * What can be found to be not as it is on record.
 */
enum Finding {

	STRAY_PROCESSES("processes of a launch that has ended; they were killed"),

	LOST_TURN("a turn that no process ran; it was ended, or its message put back"),

	WRONG_PID("the pid on record was not the process's; it was corrected"),

	OTHER_OWNER("another owner; the agent was stopped here"),

	NO_OWNER("an agent with something unfinished that nobody looked after; it was taken over"),

	OLD_SPOOL("the output of a launch that has ended and was read; it was deleted"),

	STALLED_QUEUE("a message that waited for nothing; it goes on");

	private final String description;

	Finding(String description) {
		this.description = description;
	}

	/** The name in events and metrics. */
	String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** For people. */
	String description() {
		return this.description;
	}

}
