package io.aaas.fault;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is made to fail.
 */
enum Fault {

	SERVICE_KILLED("F01", Level.SERVICE, 30, "kill -9 of the service in mid-turn"),

	SERVICE_KILLED_AT_STEP("F02", Level.SERVICE, 32,
			"the service dies at a step of a message, a process or a recovery"),

	SERVICE_TERMINATED("F03", Level.SERVICE, 6, "SIGTERM of the service under load"),

	SECOND_SERVICE("F06", Level.SERVICE, 4, "a second service on the same data directory"),

	MANY_ON_RECORD("F07", Level.SERVICE, 1, "a restart with 1,000 agents on record"),

	PID_REUSED("F27", Level.SERVICE, 4, "the pid on record is somebody else's by the next start"),

	CLI_MISSING("F24", Level.SERVICE, 3, "the CLI's program is away for a while"),

	STORE_STOPPED("F33", Level.STORE, 5, "PostgreSQL is stopped at once and started again"),

	STORE_FROZEN("F34", Level.STORE, 5, "PostgreSQL does not answer for a while"),

	COMMIT_LOST("F36", Level.STORE, 16, "the connection is cut at a COMMIT, before or after the server has done it"),

	CHILD_KILLED("F10", Level.CHILD, 110, "kill -9 of the CLI in mid-turn"),

	CHILD_KILLED_ASKING("F10a", Level.CHILD, 30, "kill -9 of the CLI while a question is open"),

	CHILD_EXITED("F11", Level.CHILD, 70, "the CLI exits without a result, or gives none"),

	CHILD_HANGS("F12", Level.CHILD, 40, "the CLI hangs without output"),

	CHILD_DEAF("F13", Level.CHILD, 40, "the CLI ignores signals and interrupts, and is to end"),

	CHILD_FROZEN("F14", Level.CHILD, 40, "the CLI is stopped by SIGSTOP, and is to end"),

	CHILD_TREE("F15", Level.CHILD, 60, "the CLI leaves detached grandchildren behind"),

	STDOUT_LEAKED("F16", Level.CHILD, 40, "a grandchild keeps stdout open"),

	ODD_RESULTS("F17", Level.CHILD, 70, "two results, a late one, a turn nobody asked for, a hang after the result"),

	FLOOD("F18", Level.CHILD, 20, "megabytes on stdout or (F19) stderr"),

	LONG_LINE("F20", Level.CHILD, 20, "one line of megabytes"),

	BAD_TEXT("F21", Level.CHILD, 30, "invalid or torn UTF-8, byte order marks, NULs"),

	BAD_JSON("F22", Level.CHILD, 40, "what is not JSON, half a line and then death"),

	CRASH_LOOP("F23", Level.CHILD, 6, "the CLI exits at each start"),

	SESSION_LOST("F25", Level.CHILD, 30, "the conversation to resume is unknown, or its transcript gone"),

	CLIENT_SLOW("F40", Level.CLIENT, 15, "a client that does not read what it asked for"),

	CLIENT_VANISHES("F41", Level.CLIENT, 30, "clients that vanish while they wait"),

	CLIENT_DISCONNECTS("F42", Level.CLIENT, 60, "the client goes away while its turn runs"),

	RECONNECT_STORM("F43", Level.CLIENT, 10, "many readers come back at once"),

	BAD_CURSOR("F44", Level.CLIENT, 30, "a reader asks for what never was"),

	CLIENT_CROWD("F45", Level.CLIENT, 6, "1,000 requests at once"),

	REQUEST_WITHOUT_END("F46", Level.CLIENT, 20, "a request that is slow, endless, or far too large"),

	KEY_REPEATED("F47", Level.CLIENT, 20, "100 clients send the same message under the same key"),

	KEY_REUSED("F48", Level.CLIENT, 30, "a key is used again for something else");

	/** What a fault hits. */
	enum Level {

		/** The service, and with it everything. */
		SERVICE,

		/** The database, and with it everything. */
		STORE,

		/** The process of one agent. */
		CHILD,

		/** One client, or many. */
		CLIENT;

		/** Whether it hits everybody at once. */
		boolean global() {
			return this == SERVICE || this == STORE;
		}

	}

	private final String number;

	private final Level level;

	private final int weight;

	private final String description;

	Fault(String number, Level level, int weight, String description) {
		this.number = number;
		this.level = level;
		this.weight = weight;
		this.description = description;
	}

	/** Those that can be injected with this database. */
	static Set<Fault> of(Database.Product database) {
		return EnumSet.copyOf(Arrays.stream(values())
			.filter((fault) -> fault.level != Level.STORE || database == Database.Product.POSTGRESQL)
			.toList());
	}

	/** Those of a number, such as {@code F01}, or the one of a name. */
	static List<Fault> named(String name) {
		List<Fault> found = Arrays.stream(values())
			.filter((fault) -> fault.number.equals(name) || fault.name().equals(name))
			.toList();
		if (found.isEmpty()) {
			throw new IllegalArgumentException("There is no fault " + name);
		}
		return found;
	}

	String number() {
		return this.number;
	}

	Level level() {
		return this.level;
	}

	/** How often it comes, among all. */
	int weight() {
		return this.weight;
	}

	String description() {
		return this.description;
	}

}
