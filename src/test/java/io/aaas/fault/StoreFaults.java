package io.aaas.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Faults of the database, while agents are in the middle of their turns.
 */
final class StoreFaults {

	static final Map<Fault, Consumer<Storm>> FAULTS = Map.of(Fault.STORE_STOPPED, StoreFaults::stopped,
			Fault.STORE_FROZEN, StoreFaults::frozen, Fault.COMMIT_LOST, StoreFaults::commitLost);

	/** Five seconds are promised; the rest is for a busy machine. */
	private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);

	private StoreFaults() {
	}

	private static void stopped(Storm storm) {
		PostgresServer server = server(storm);
		storm.awaitTurns();
		server.stop();
		try {
			ask(storm);
		}
		finally {
			server.restart();
		}
		recovered(storm);
	}

	private static void frozen(Storm storm) {
		PostgresServer server = server(storm);
		storm.awaitTurns();
		server.freeze();
		try {
			ask(storm);
		}
		finally {
			server.thaw();
		}
		recovered(storm);
	}

	private static void commitLost(Storm storm) {
		storm.awaitTurns();
		for (int i = 0; i < 3; i++) {
			if (storm.random().nextBoolean()) {
				server(storm).proxy().loseNextCommit();
			}
			else {
				server(storm).proxy().loseNextCommitAnswer();
			}
		}
	}

	/** A request is answered, though not as one would like. */
	private static void ask(Storm storm) {
		for (int i = 0; i < 2; i++) {
			long begun = System.nanoTime();
			try {
				Reply reply = storm.world().client().http().ask("GET", "/api/v1/agents", null);
				storm.expect(reply.status() == 503, "without a database it answers " + reply.status());
			}
			catch (IOException ex) {
				storm.expect(false, "without a database it does not answer: " + ex);
			}
			Duration time = Duration.ofNanos(System.nanoTime() - begun);
			storm.world().figures().time("answer without a database", time);
			storm.expect(time.compareTo(LONGEST_ANSWER) < 0, "without a database it answers only after " + time);
		}
	}

	private static void recovered(Storm storm) {
		long begun = System.nanoTime();
		storm.expect(Patience.await(Duration.ofSeconds(60), storm.service()::isReady), "it is not ready again");
		storm.world().figures().time("ready again after the database", Duration.ofNanos(System.nanoTime() - begun));
	}

	private static PostgresServer server(Storm storm) {
		return (PostgresServer) storm.world().database();
	}

}
