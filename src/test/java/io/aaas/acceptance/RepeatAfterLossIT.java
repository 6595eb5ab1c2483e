package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.aaas.acceptance.Api.Reply;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client whose answer was lost with the service repeats its requests: what was
 * committed is not done again.
 */
class RepeatAfterLossIT {

	private static final String TURN = "{\"message\":\"#sleep 3\\n#reply done\"}";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "sqlite", "postgresql" })
	void killBetweenCommitAndAnswerWhenRepeatedAnswersFromWhatWasMade(String store) throws IOException {
		Path ledger = this.directory.resolve("ledger.jsonl");
		Path cli = this.directory.resolve("cli");
		Map<String, String> environment = new HashMap<>(
				Map.of("CLAUDE_CODE_PATH", Cli.fake(cli, List.of("ledger=" + ledger, "start_delay_ms=3000")), "SANDBOX",
						"none", "MODEL_BACKEND", "offline"));
		try (EmbeddedPostgres postgres = store.equals("sqlite") ? null : EmbeddedPostgres.start()) {
			if (postgres != null) {
				environment.put("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + postgres.getPort()
						+ "/postgres?sslmode=disable&gssEncMode=disable");
			}
			try (RunningService service = new RunningService(this.directory, environment)) {
				Api api = service.start();
				inBackground(() -> api.post("/api/v1/agents", "{}", "Idempotency-Key", "create"));
				await("it is being started").until(() -> api.get("/api/v1/agents").body().at("/data/0").isObject());
				service.kill();

				Files.writeString(cli.resolve("claude.settings"), "ledger=" + ledger + "\n");
				String agent = agentOf(service.start());
				inBackground(() -> api.post(agent + "/messages", TURN, "Idempotency-Key", "send"));
				await("its turn runs").until(() -> Files.exists(ledger) && Files.readString(ledger).contains("done"));
				service.kill();

				Api again = service.start();
				assertThat(agentOf(again)).isEqualTo(agent);
				Reply reply = again.post(agent + "/messages", TURN, "Idempotency-Key", "send");
				assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
				assertThat(reply.text("response")).isEqualTo("done");
				assertThat(again.get(agent + "/messages").body().get("data")).hasSize(1);
				assertThat(Files.readAllLines(ledger).stream().filter((line) -> line.contains("done"))).hasSize(1);
				EventLogs.assertGapless(again, agent);
				again.delete(agent);
			}
		}
	}

	/** The one agent, by a repeat of its creation. */
	private static String agentOf(Api api) {
		Reply created = api.post("/api/v1/agents", "{}", "Idempotency-Key", "create");
		assertThat(created.status()).as(created.toString()).isEqualTo(201);
		assertThat(api.get("/api/v1/agents").body().get("data")).hasSize(1);
		return created.text("endpoint");
	}

	/** What is asked is never answered. */
	private static void inBackground(Runnable request) {
		Executor thread = Thread.ofVirtual()::start;
		CompletableFuture.runAsync(request, thread);
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
	}

}
