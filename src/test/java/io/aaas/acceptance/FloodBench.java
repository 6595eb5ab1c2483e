package io.aaas.acceptance;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a CLI that writes a gigabyte in one turn costs the service, and the agents beside
 * it; {@code bench/README.md} says how to run it.
 */
class FloodBench {

	private static final String SIZE = System.getProperty("size", "1g");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "#flood-out", "#flood-err", "#line" })
	void flood(String word) throws Exception {
		// All of it is to be read and stored.
		try (RunningService service = RunningService.measured(this.directory,
				Map.of("CLAUDE_CODE_PATH", Cli.fake(this.directory.resolve("cli"), List.of()), "SANDBOX", "none",
						"MODEL_BACKEND", "offline", "MAX_TURN_OUTPUT", "2GB", "AGENT_FILE_SIZE", "4GB",
						"ACKNOWLEDGE_TIMEOUT", "300s"))) {
			Api api = service.start();
			String flooding = api.createAgent("{}");
			String other = api.createAgent("{}");
			api.message(flooding, "hello");
			Figures figures = new Figures();
			turns(figures, "another agent's turn before", api, other, 50);
			long before = service.heap(api);
			long begun = System.nanoTime();
			CompletableFuture<Api.Reply> flood = CompletableFuture
				.supplyAsync(() -> api.message(flooding, word + " " + SIZE));
			long most = 0;
			while (!flood.isDone()) {
				turns(figures, "another agent's turn meanwhile", api, other, 5);
				most = Math.max(most, service.heap(api));
			}
			System.out.printf("%s %s: %s after %.1f s; heap %,d KiB before, at most %,d KiB more after a collection%n",
					word, SIZE, flood.join().text("status"), (System.nanoTime() - begun) / 1e9, before >> 10,
					(most - before) >> 10);
			figures.report();
		}
	}

	private static void turns(Figures figures, String what, Api api, String agent, int count) throws Exception {
		for (int i = 0; i < count; i++) {
			figures.time(what, () -> api.message(agent, "meanwhile"));
		}
	}

}
