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

	/**
	 * Send a few messages, one behind the other, and wait until all have ended; now and
	 * then begin the agent's process anew, or end the agent.
	 */
	static void talk(TestedAgent agent, Random random) {
		List<Sent> messages = IntStream.rangeClosed(0, 1 + random.nextInt(3))
			.mapToObj((_) -> agent.send(turn(random), random.nextInt(3) == 0 ? Manner.RETRIED : Manner.USUAL))
			.toList();
		switch (random.nextInt(12)) {
			case 0 -> agent.act("restart");
			case 1 -> agent.act("interrupt");
			case 2 -> agent.delete();
			default -> messages.forEach(agent::outcome);
		}
	}

	private static String turn(Random random) {
		return switch (random.nextInt(7)) {
			case 0 -> "#slow 10 " + (20 + random.nextInt(100));
			case 1 -> "#sleep " + (random.nextInt(20) / 10.0);
			case 2 -> "#tool ls\n#sleep 0.3\n#tool ls";
			case 3 -> "#line 300k";
			case 4 -> "#slow 5 50\n#die-mid-turn";
			case 5 -> "#unsolicited 20";
			default -> "";
		};
	}

}
