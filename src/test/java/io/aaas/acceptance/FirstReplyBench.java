package io.aaas.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import io.aaas.claude.ScriptedModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From nothing to a first reply with the real CLI, by the service and without it;
 * {@code bench/README.md} says how to run it.
 */
class FirstReplyBench {

	private static final int ROUNDS = Integer.getInteger("rounds", 30);

	/** Another configuration than that of the warm pool. */
	private static final String COLD = "{\"config\":{\"max_turns\":50}}";

	@TempDir
	private Path directory;

	private final Figures figures = new Figures();

	private int homes;

	private void bare(ScriptedModel model) throws Exception {
		Path home = Files.createDirectories(this.directory.resolve("bare-" + this.homes++));
		try (BareCli cli = new BareCli(Cli.real(Cli.newest()), home, model.environment())) {
			cli.turn("hello");
		}
	}

	private RunningService service(ScriptedModel model, Map<String, String> more) {
		Map<String, String> environment = new HashMap<>(model.environment());
		environment
			.putAll(Map.of("CLAUDE_CODE_PATH", Cli.real(Cli.newest()), "SANDBOX", "none", "MAX_AGENTS", "20000"));
		environment.putAll(more);
		return RunningService.measured(this.directory, environment);
	}

	private static void expect(Api.Reply reply) {
		if (reply.status() != 200) {
			throw new IllegalStateException(reply.toString());
		}
	}

	@Test
	void createToFirstReply() throws Exception {
		try (ScriptedModel model = new ScriptedModel();
				RunningService service = service(model, Map.of("WARM_POOL", "general=1"))) {
			Api api = service.start();
			String idle = api.createAgent(COLD);
			for (int i = 0; i < ROUNDS; i++) {
				this.figures.time("the bare CLI, start to first reply", () -> bare(model));
				Path home = Files.createDirectories(this.directory.resolve("bare-" + this.homes++));
				try (BareCli started = new BareCli(Cli.real(Cli.newest()), home, model.environment())) {
					Thread.sleep(1000);
					this.figures.time("the bare CLI, started before, its first turn", () -> started.turn("hello"));
				}
				awaitWarm(api);
				String[] agents = new String[2];
				this.figures.time("create to first reply, cold", () -> {
					agents[0] = api.createAgent(COLD);
					expect(api.message(agents[0], "hello"));
				});
				this.figures.time("create to first reply, from the warm pool", () -> {
					agents[1] = api.createAgent("{}");
					expect(api.message(agents[1], "hello"));
				});
				api.delete(agents[0]);
				api.delete(agents[1]);
				awaitWarm(api);
				this.figures.time("a turn of an agent that waits", () -> expect(api.message(idle, "hello")));
			}
			this.figures.report();
		}
	}

	private static void awaitWarm(Api api) {
		Awaitility.await().until(() -> api.text("/actuator/prometheus").contains("aaas_warm_processes 1.0"));
	}

	@Test
	void wakeOneOfTenThousand() throws Exception {
		int count = Integer.getInteger("agents", 10_000);
		try (ScriptedModel model = new ScriptedModel();
				RunningService service = service(model, Map.of("MAX_LIVE_PROCESSES", "50"))) {
			Api api = service.start();
			String[] agents = new String[count];
			for (int i = 0; i < count; i++) {
				agents[i] = api.createAgent("{}");
			}
			Random random = new Random(1);
			for (int i = 0; i < 2 * ROUNDS; i++) {
				this.figures.time("the bare CLI, start and turn", () -> bare(model));
				String agent = agents[random.nextInt(count)];
				this.figures.time("wake and turn of one of " + count + ", 50 slots",
						() -> expect(api.message(agent, "hello")));
			}
			this.figures.report();
		}
	}

}
