package io.aaas.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More live processes than the JVM has carriers for blocked virtual threads (256): the
 * service answers all the same.
 */
class ManyAgentsIT {

	private static final int AGENTS = 300;

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void healthWhenThreeHundredAgentsLiveIsAnswered() throws Exception {
		String fake = Cli.fake(this.directory.resolve("cli"), List.of());
		try (RunningService service = new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH", fake, "SANDBOX",
				"none", "MAX_AGENTS", "1000", "MAX_LIVE_PROCESSES", "1000"));
				ExecutorService clients = Executors.newFixedThreadPool(16)) {
			Api api = service.start();
			List<Future<String>> created = new ArrayList<>();
			for (int i = 0; i < AGENTS; i++) {
				created.add(clients.submit(() -> api.createAgent("{}")));
			}
			List<String> agents = new ArrayList<>();
			for (Future<String> agent : created) {
				agents.add(agent.get());
			}
			assertThat(api.get("/health").body().get("live_processes").intValue()).isEqualTo(AGENTS);
			List<Future<Api.Reply>> replies = agents.stream()
				.map((agent) -> clients.submit(() -> api.message(agent, "hello " + agent)))
				.toList();
			List<Long> millis = new ArrayList<>();
			while (!replies.stream().allMatch(Future::isDone)) {
				long begun = System.nanoTime();
				assertThat(api.get("/health").status()).isEqualTo(200);
				millis.add((System.nanoTime() - begun) / 1_000_000);
			}
			for (int i = 0; i < AGENTS; i++) {
				assertThat(replies.get(i).get().text("response")).isEqualTo("echo: hello " + agents.get(i));
			}
			Collections.sort(millis);
			System.out.printf("/health with %d live agents, %d of them asked at once: median %d ms, worst %d ms%n",
					AGENTS, AGENTS, millis.get(millis.size() / 2), millis.getLast());
		}
	}

}
