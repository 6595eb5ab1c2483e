package io.aaas.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Faults of clients and their connections.
 */
final class ClientFaults {

	static final Map<Fault, Consumer<Scene>> FAULTS = Map.of(Fault.CLIENT_SLOW, ClientFaults::slow,
			Fault.CLIENT_VANISHES, ClientFaults::vanishes, Fault.CLIENT_DISCONNECTS, ClientFaults::disconnects,
			Fault.RECONNECT_STORM, ClientFaults::reconnectStorm, Fault.BAD_CURSOR, ClientFaults::badCursor,
			Fault.KEY_REPEATED, KeyFaults::repeated, Fault.KEY_REUSED, KeyFaults::reused);

	private static final String STREAM = "Accept: text/event-stream";

	private static final int MANY = 50;

	private static final ExecutorService CLIENTS = Executors.newVirtualThreadPerTaskExecutor();

	private ClientFaults() {
	}

	/** So many at once. */
	static <T> List<T> together(int count, Supplier<T> call) {
		return Stream.generate(() -> CompletableFuture.supplyAsync(call, CLIENTS))
			.limit(count)
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
	}

	/** Whoever does not read does not slow the agent. */
	private static void slow(Scene scene) {
		TestedAgent agent = scene.agent();
		List<RawClient> readers = connect(scene, 5);
		readers.forEach((client) -> client.get(agent.path() + "/events", STREAM));
		scene.expect(agent.outcome(agent.send("#flood-out 2m")), "completed");
		readers.forEach(RawClient::reset);
		readers.forEach(RawClient::close);
	}

	private static void vanishes(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = agent.send("#slow 10 50");
		List<RawClient> clients = connect(scene, 10);
		for (RawClient client : clients) {
			if (scene.random().nextBoolean()) {
				client.get(agent.path() + "/messages/" + turn.messageId().orElse("none") + "?wait=30");
			}
			else {
				client.get(agent.path() + "/events", STREAM, "Last-Event-ID: 1");
			}
		}
		for (RawClient client : clients) {
			if (scene.random().nextBoolean()) {
				client.reset();
			}
			client.close();
		}
		scene.expect(agent.outcome(turn), "completed");
	}

	private static List<RawClient> connect(Scene scene, int count) {
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			clients.add(RawClient.connect(scene.world().service().base()));
		}
		return clients;
	}

	/** The turn goes on, and a repeat finds it. */
	private static void disconnects(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = agent.open(scene.any("#sleep 0.5", "#slow 10 50", ""));
		try (RawClient client = RawClient.connect(scene.world().service().base())) {
			client.post(turn.path(), turn.body(), "Idempotency-Key: " + turn.token());
			if (scene.random().nextBoolean()) {
				agent.awaitExecution(turn);
			}
			if (scene.random().nextBoolean()) {
				client.reset();
			}
		}
		scene.world().ledger().answered(turn, new Answer.Unanswered("the client has gone"));
		scene.world().client().insist(turn, "respond-async");
		scene.expect(agent.outcome(turn), "completed");
	}

	private static void reconnectStorm(Scene scene) {
		TestedAgent agent = scene.agent();
		long begun = System.nanoTime();
		int after = scene.random().nextInt(2);
		boolean answered = together(MANY, () -> agent.eventsAfter(Integer.toString(after))).stream()
			.allMatch(Reply::ok);
		if (scene.calm()) {
			scene.world().figures().time(MANY + " readers at once", Duration.ofNanos(System.nanoTime() - begun));
		}
		scene.expect(answered, "a reader was refused");
	}

	private static void badCursor(Scene scene) {
		TestedAgent agent = scene.agent();
		String cursor = scene.any("-1", "99999999999999999999999", "x", "1%0d%0aX-Injected:%201", "9".repeat(5000));
		Reply refused = agent.eventsAfter(cursor);
		scene.expect(refused.status() == 400 || refused.status() == 422,
				"a cursor that never was is answered with " + refused.status() + ": " + cursor);
		int stream = agent.follow(1_000_000);
		scene.expect(stream == 422, "a stream behind what never was is answered with " + stream);
	}

}
