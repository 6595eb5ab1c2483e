package io.aaas.fault;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a run has found.
 */
final class Violations {

	private final Queue<Violation> found = new ConcurrentLinkedQueue<>();

	private final Ledger ledger;

	Violations(Ledger ledger) {
		this.ledger = ledger;
	}

	void add(Violation violation) {
		this.found.add(violation);
		this.ledger.write("violation", violation.invariant().toString(), violation.detail());
		System.out.println("VIOLATION " + violation.invariant() + ": " + violation.detail());
	}

	void addAll(Collection<Violation> violations) {
		violations.forEach(this::add);
	}

	List<Violation> found() {
		return List.copyOf(this.found);
	}

}
