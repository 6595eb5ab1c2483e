package io.aaas.fault;

import java.util.Random;

/**
 * Where a fault is injected.
 *
 * @param injection which fault
 * @param random what its details are drawn from
 * @param agent whom it hits, and nobody else does meanwhile
 * @param world the rest
 * @param begun when the scene began, to tell whether a storm came over it
 */
record Scene(Injection injection, Random random, TestedAgent agent, World world, long begun) {

	static Scene of(Injection injection, TestedAgent agent, World world) {
		return new Scene(injection, new Random(injection.seed()), agent, world, world.weather().moment());
	}

	/** Whether nothing else interferes. */
	boolean calm() {
		return this.world.weather().calmSince(this.begun);
	}

	/** What must be so, unless something else has interfered. */
	void expect(boolean condition, String what) {
		if (calm() && !condition) {
			this.world.violations()
				.add(Invariant.OUTCOME.violated("#" + this.injection.number() + " " + this.injection.fault()
						+ ", agent " + this.agent.id() + ": " + what));
		}
	}

	void expect(String actual, String expected) {
		expect(actual.equals(expected), "expected " + expected + ", but it is " + actual);
	}

	/** One of several. */
	@SafeVarargs
	final <T> T any(T... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

}
