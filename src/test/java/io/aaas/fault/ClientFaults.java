package io.aaas.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Faults of clients and their connections.
 */
final class ClientFaults {

	static final Map<Fault, Consumer<Scene>> FAULTS = Map.of(Fault.CLIENT_SLOW, ClientFaults::slow,
			Fault.CLIENT_VANISHES, ClientFaults::vanishes, Fault.CLIENT_DISCONNECTS, ClientFaults::disconnects,
			Fault.RECONNECT_STORM, ClientFaults::reconnectStorm, Fault.BAD_CURSOR, ClientFaults::badCursor);

	private static final int MANY = 50;

	private static final ExecutorService READERS = Executors.newVirtualThreadPerTaskExecutor();

	private ClientFaults() {
	}

	/** Whoever does not read does not slow the agent. */
	private static void slow(Scene scene) {
		TestedAgent agent = scene.agent();
		try (RawClient client = RawClient.connect(scene.world().service().base())) {
			scene.expect(agent.outcome(agent.send("#flood-out 2m")), "completed");
			client.get(agent.path() + "/events?limit=1000");
			scene.expect(agent.outcome(agent.send("#flood-out 1m")), "completed");
			client.reset();
		}
	}

	private static void vanishes(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = agent.send("#slow 10 50");
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			RawClient client = RawClient.connect(scene.world().service().base());
			clients.add(client);
			client.get(agent.path() + "/messages/" + turn.messageId().orElse("none") + "?wait=30");
		}
		clients.forEach((client) -> {
			if (scene.random().nextBoolean()) {
				client.reset();
			}
			client.close();
		});
		scene.expect(agent.outcome(turn), "completed");
	}

	private static void disconnects(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = scene.world().ledger().open(agent.id(), scene.any("#sleep 0.5", "#slow 10 50", ""));
		try (RawClient client = RawClient.connect(scene.world().service().base())) {
			client.post(agent.path() + "/messages", Client.body(turn, 0));
			if (scene.random().nextBoolean()) {
				agent.awaitExecution(turn);
			}
			if (scene.random().nextBoolean()) {
				client.reset();
			}
		}
		scene.world().ledger().answered(turn, new Answer.Unanswered("the client has gone"));
		scene.world().client().find(turn);
		if (turn.messageId().isPresent()) {
			scene.expect(agent.outcome(turn), "completed");
		}
	}

	private static void reconnectStorm(Scene scene) {
		TestedAgent agent = scene.agent();
		long begun = System.nanoTime();
		List<CompletableFuture<Reply>> readers = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			int after = scene.random().nextInt(20);
			readers.add(CompletableFuture.supplyAsync(() -> agent.eventsAfter(Integer.toString(after)), READERS));
		}
		boolean answered = readers.stream().map(CompletableFuture::join).allMatch(Reply::ok);
		scene.world().figures().time(MANY + " readers at once", Duration.ofNanos(System.nanoTime() - begun));
		scene.expect(answered, "a reader was refused");
	}

	private static void badCursor(Scene scene) {
		TestedAgent agent = scene.agent();
		String cursor = scene.any("-1", "99999999999999999999999", "x", "1%0d%0aX-Injected:%201", "9".repeat(5000));
		Reply refused = agent.eventsAfter(cursor);
		scene.expect(refused.status() == 400 || refused.status() == 422,
				"a cursor that never was is answered with " + refused.status() + ": " + cursor);
		Reply future = agent.eventsAfter("1000000");
		scene.expect(future.ok() && future.json().path("data").isEmpty(),
				"a cursor of the future is answered with " + future.status());
	}

}
