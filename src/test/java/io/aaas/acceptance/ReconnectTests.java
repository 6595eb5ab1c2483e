package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.aaas.TestHttp;
import io.aaas.event.EventLog;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reader that vanishes at random, again and again, while events pass, assembles exactly
 * the log. {@code -Dstreams.events=10000 -Dstreams.seed=} for more of them.
 */
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "server.tomcat.connection-timeout=2s" })
class ReconnectTests extends LiveService {

	private static final int EVENTS = Integer.getInteger("streams.events", 1000);

	@Autowired
	private EventLog eventLog;

	@Test
	void readerThatVanishesAtRandomAssemblesTheLog() {
		assemble((agent, last, count, found) -> {
			try (EventStream stream = EventStream.open(base() + agent + "/events", TestHttp.KEY, "Last-Event-ID",
					last)) {
				String id = last;
				for (int i = 0; i < count && !isLast(found); i++) {
					EventStream.Item item = stream.until((any) -> true).getFirst();
					found.add(item.data());
					id = item.id();
				}
				return id;
			}
		});
	}

	@Test
	void socketThatVanishesAtRandomAssemblesTheLog() {
		assemble((agent, last, count, found) -> {
			try (SocketClient socket = SocketClient.open(base() + agent + "/ws?after=" + last, TestHttp.KEY)) {
				String id = last;
				for (int i = 0; i < count && !isLast(found); i++) {
					JsonNode frame = socket.until((any) -> any.has("data")).getLast();
					found.add(frame.get("data"));
					id = frame.get("id").stringValue();
				}
				return id;
			}
		});
	}

	private void assemble(Visit visit) {
		String agent = create("{}");
		Random random = new Random(Integer.getInteger("streams.seed", 1));
		CompletableFuture<Integer> writer = meanwhile(() -> write(agent));
		List<JsonNode> found = new ArrayList<>();
		String last = "0";
		int connections = 0;
		while (!isLast(found)) {
			connections++;
			last = visit.read(agent, last, random.nextInt(20), found);
		}
		assertThat(answer(writer)).isGreaterThanOrEqualTo(EVENTS);
		assertThat(found).isEqualTo(EventLogs.read(api(), agent));
		assertThat(connections).isGreaterThan(EVENTS / 12);
		System.out.printf("%,d connections, %,d events%n", connections, found.size());
		await("nobody follows").until(() -> this.eventLog.subscribers() == 0);
	}

	private static boolean isLast(List<JsonNode> found) {
		return !found.isEmpty() && found.getLast().get("type").stringValue().equals("agent.stopped");
	}

	/** How many events there are in the end. */
	private int write(String agent) {
		int events = 0;
		while (events < EVENTS) {
			api().message(agent, "#api-retry 40");
			events = EventLogs.read(api(), agent).size();
		}
		api().post(agent + "/stop", null);
		return events;
	}

	/** One connection, in which so many events are read; the id of the last one. */
	private interface Visit {

		String read(String agent, String last, int count, List<JsonNode> found);

	}

}
