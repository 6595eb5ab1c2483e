package io.aaas.fault;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Where a fault is injected that hits everybody.
 *
 * @param injection which fault
 * @param random what its details are drawn from
 * @param world what it hits
 */
record Storm(Injection injection, Random random, World world) {

	static Storm of(Injection injection, World world) {
		return new Storm(injection, new Random(injection.seed()), world);
	}

	TestedService service() {
		return this.world.service();
	}

	/** Kill the service, and note whose turns that cuts off. */
	void kill() {
		Set<String> running = new HashSet<>();
		Stored.readStates(this.world.database())
			.messages()
			.stream()
			.filter((message) -> message.status().equals("running"))
			.forEach((message) -> running.add(message.id()));
		service().kill();
		this.world.figures().cutOff(running);
	}

	/** Wait until some agents are in the middle of a turn, if that may be. */
	void awaitTurns() {
		Patience.await(Duration.ofSeconds(3),
				() -> Stored.readStates(this.world.database())
					.messages()
					.stream()
					.filter((message) -> message.status().equals("running"))
					.count() >= 2);
	}

	/** What must be so. */
	void expect(boolean condition, String what) {
		if (!condition) {
			this.world.violations()
				.add(Invariant.OUTCOME
					.violated("#" + this.injection.number() + " " + this.injection.fault() + ": " + what));
		}
	}

}
