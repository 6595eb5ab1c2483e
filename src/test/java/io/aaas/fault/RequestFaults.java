package io.aaas.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Clients that ask too much, or without end.
 */
final class RequestFaults {

	static final Map<Fault, Consumer<Scene>> FAULTS = Map.of(Fault.CLIENT_CROWD, RequestFaults::crowd,
			Fault.REQUEST_WITHOUT_END, RequestFaults::withoutEnd);

	private static final int CROWD = 1000;

	private static final Set<Integer> ADMITTED_OR_LATER = Set.of(200, 202, 429, 503);

	/** What a request is refused with that is too large, too slow or of a wrong kind. */
	private static final Set<Integer> REFUSALS = Set.of(400, 408, 413, 415, 422, 431);

	/** Tomcat gives a client up that has sent nothing for 20 s. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private RequestFaults() {
	}

	/** Whoever is not served now is told to come later, and the turns go on. */
	private static void crowd(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = agent.send("#slow 10 50");
		List<String> paths = List.of(agent.path(), agent.path() + "/events?limit=5", "/api/v1/agents?limit=5",
				"/health", agent.path() + "/messages/" + turn.messageId().orElse("none") + "?wait=5");
		AtomicInteger number = new AtomicInteger();
		long begun = System.nanoTime();
		List<Integer> statuses = ClientFaults.together(CROWD,
				() -> status(scene, paths.get(number.getAndIncrement() % paths.size())));
		if (scene.calm()) {
			scene.world().figures().time(CROWD + " requests at once", Duration.ofNanos(System.nanoTime() - begun));
		}
		scene.expect(ADMITTED_OR_LATER.containsAll(statuses), "a crowd is answered with " + Set.copyOf(statuses));
		scene.expect(agent.outcome(turn), "completed");
	}

	private static int status(Scene scene, String path) {
		try {
			return scene.world().client().http().ask("GET", path, null).status();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private static void withoutEnd(Scene scene) {
		try (RawClient client = RawClient.connect(scene.world().service().base())) {
			switch (scene.random().nextInt(6)) {
				case 0 -> client.write("GET /api/v1/agents HTTP/1.1\r\nHost:");
				case 1 -> client.get("/api/v1/agents", "X-Long: " + "x".repeat(64 * 1024));
				case 2 -> client.get("/api/v1/agents", "X-Many: y\r\n".repeat(10_000) + "X-Last: z");
				case 3 -> client.begin("/api/v1/agents", "Content-Length: 104857600");
				case 4 -> client.begin("/api/v1/agents", "Content-Encoding: gzip", "Content-Length: 20");
				default -> {
					client.begin("/api/v1/agents", "Transfer-Encoding: chunked");
					String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
					for (int i = 0; i < 32; i++) {
						client.write(chunk);
					}
				}
			}
			int status = client.status(PATIENCE);
			scene.expect(status == RawClient.CLOSED || REFUSALS.contains(status),
					"a request without end is answered with " + status);
		}
	}

}
