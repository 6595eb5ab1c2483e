package io.aaas.fault;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a client does that nothing is wrong with.
 */
final class Traffic {

	private Traffic() {
	}

	/** Send a few messages, one behind the other, and wait until all have ended. */
	static void talk(TestedAgent agent, Random random) {
		List<Sent> messages = IntStream.rangeClosed(0, 1 + random.nextInt(3))
			.mapToObj((_) -> agent.send(turn(random)))
			.toList();
		messages.forEach(agent::outcome);
	}

	private static String turn(Random random) {
		return switch (random.nextInt(5)) {
			case 0 -> "#slow 10 " + (20 + random.nextInt(100));
			case 1 -> "#sleep " + (random.nextInt(20) / 10.0);
			case 2 -> "#tool ls\n#sleep 0.3\n#tool ls";
			case 3 -> "#line 300k";
			default -> "";
		};
	}

}
