package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.aaas.TestHttp;
import io.aaas.acceptance.EventStream.Item;
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
		String agent = create("{}");
		Random random = new Random(Integer.getInteger("streams.seed", 1));
		CompletableFuture<Integer> writer = meanwhile(() -> write(agent));
		List<JsonNode> found = new ArrayList<>();
		Item last = null;
		int connections = 0;
		while (last == null || !last.event().equals("agent.stopped")) {
			connections++;
			try (EventStream stream = EventStream.open(base() + agent + "/events", TestHttp.KEY, "Last-Event-ID",
					(last != null) ? last.id() : "0")) {
				for (int i = random.nextInt(20); i > 0
						&& (last == null || !last.event().equals("agent.stopped")); i--) {
					last = stream.until((any) -> true).getFirst();
					found.add(last.data());
				}
			}
		}
		assertThat(answer(writer)).isGreaterThanOrEqualTo(EVENTS);
		assertThat(found).isEqualTo(EventLogs.read(api(), agent));
		assertThat(connections).isGreaterThan(EVENTS / 12);
		await("nobody follows").until(() -> this.eventLog.subscribers() == 0);
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

}
