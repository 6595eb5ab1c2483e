package io.aaas.fault;

/**
 * What must hold whatever fails.
 */
enum Invariant {

	ACKNOWLEDGED("I1",
			"an acknowledged message is in the database exactly once and ends exactly once, what was refused is not"),

	GAPLESS("I2", "an agent's events are numbered without a gap or a double, over any number of reconnects"),

	PROCESSES("I3", "no process of an agent that the database does not list, no dead child that nobody asked about"),

	EXECUTED_ONCE("I4", "a message is executed at most once, in the order of the log, by one process at a time"),

	RESOURCES("I6", "files, threads, heap and connections go back to where they were"),

	PROBLEMS("I7", "an error is a problem document with a known code and a request id, 5xx only 502, 503, 504"),

	TRUE_STATUS("I9", "what the database says of processes and turns is true, soon after a restart"),

	OUTCOME("-", "a fault has the outcome that is promised for it");

	private final String number;

	private final String promise;

	Invariant(String number, String promise) {
		this.number = number;
		this.promise = promise;
	}

	String number() {
		return this.number;
	}

	String promise() {
		return this.promise;
	}

	Violation violated(String detail) {
		return new Violation(this, detail);
	}

}
