package io.aaas.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many agents and many messages at once, on the real CLI: every reply is the right one.
 */
class ParallelAgentsIT {

	private static final int AGENTS = 10;

	private static final int MESSAGES = 20;

	private static final int BURST = 30;

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void sendWhenTenAgentsWorkInParallelAnswersEachItsOwn() throws Exception {
		try (RunningService service = service(); ExecutorService clients = Executors.newFixedThreadPool(AGENTS)) {
			Api api = service.start();
			List<Future<String>> conversations = IntStream.range(0, AGENTS)
				.mapToObj((number) -> clients.submit(() -> converse(api, number)))
				.toList();
			List<String> agents = new ArrayList<>();
			for (Future<String> conversation : conversations) {
				agents.add(conversation.get());
			}
			for (String agent : agents) {
				EventLogs.assertGapless(api, agent);
				assertThat(api.get(agent).body().get("messages_count").intValue()).isEqualTo(MESSAGES);
				assertThat(api.delete(agent).status()).isEqualTo(204);
				assertThat(Processes.ofAgent(agent.substring(agent.lastIndexOf('/') + 1))).isEmpty();
				assertThat(api.get(agent).status()).isEqualTo(404);
			}
		}
	}

	private static String converse(Api api, int number) {
		String agent = api.createAgent("{\"name\":\"agent " + number + "\"}");
		for (int message = 0; message < MESSAGES; message++) {
			String text = "agent " + number + " message " + message;
			Api.Reply reply = api.message(agent, text);
			assertThat(reply.text("response")).as(reply.toString()).isEqualTo("[offline model] " + text);
		}
		return agent;
	}

	@Test
	void sendWhenThirtyMessagesComeAtOnceAnswersEachInOrder() throws Exception {
		try (RunningService service = service(); ExecutorService clients = Executors.newFixedThreadPool(BURST)) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			Map<String, Future<Api.Reply>> replies = new HashMap<>();
			for (int i = 0; i < BURST; i++) {
				String text = "burst " + i;
				replies.put(text, clients.submit(() -> api.message(agent, text)));
			}
			for (Map.Entry<String, Future<Api.Reply>> reply : replies.entrySet()) {
				assertThat(reply.getValue().get().text("response")).isEqualTo("[offline model] " + reply.getKey());
			}
			assertThat(order(api, agent, "message.queued")).hasSize(BURST)
				.isEqualTo(order(api, agent, "message.started"))
				.isEqualTo(order(api, agent, "message.completed"));
			EventLogs.assertGapless(api, agent);
		}
	}

	private static List<String> order(Api api, String agent, String type) {
		return EventLogs.read(api, agent)
			.stream()
			.filter((event) -> type.equals(event.get("type").stringValue()))
			.map((event) -> event.get("message_id").stringValue())
			.toList();
	}

	private RunningService service() {
		return new RunningService(this.directory,
				Map.of("CLAUDE_CODE_PATH", Cli.real(Cli.newest()), "MODEL_BACKEND", "offline"));
	}

}
