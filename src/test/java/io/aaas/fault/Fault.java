package io.aaas.fault;

/**
 * What is made to fail.
 */
enum Fault {

	SERVICE_KILLED("F01", Level.SERVICE, 30, "kill -9 of the service in mid-turn"),

	SERVICE_KILLED_AT_STEP("F02", Level.SERVICE, 32,
			"the service dies at a step of a message, a process or a recovery"),

	SERVICE_TERMINATED("F03", Level.SERVICE, 6, "SIGTERM of the service under load"),

	CHILD_KILLED("F10", Level.CHILD, 110, "kill -9 of the CLI in mid-turn"),

	CHILD_EXITED("F11", Level.CHILD, 70, "the CLI exits without a result"),

	CHILD_TREE("F15", Level.CHILD, 60, "the CLI leaves detached grandchildren behind");

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
