package io.aaas.agent;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;

/**
 * Makes the ids of agents, messages and approvals: UUIDv7, which sort by the time they
 * were made.
 */
final class Identifiers {

	private static final NoArgGenerator UUID_V7 = Generators.timeBasedEpochGenerator();

	private Identifiers() {
	}

	static String next() {
		return UUID_V7.generate().toString();
	}

}
