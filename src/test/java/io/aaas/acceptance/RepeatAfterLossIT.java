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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9} of the service, and what is done again after it: nothing that a client
 * repeats under its key, and a turn that was lost if that was asked for.
 */
@ParameterizedClass
@ValueSource(strings = { "sqlite", "postgresql" })
class RepeatAfterLossIT {

	private static final String TURN = "#sleep 3\n#reply done";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	private final String store;

	private @Nullable EmbeddedPostgres postgres;

	RepeatAfterLossIT(String store) {
		this.store = store;
	}

	@AfterEach
	void stopPostgres() throws IOException {
		if (this.postgres != null) {
			this.postgres.close();
		}
	}

	@Test
	void killBetweenCommitAndAnswerWhenRepeatedAnswersFromWhatWasMade() throws IOException {
		try (RunningService service = service("start_delay_ms=3000")) {
			Api api = service.start();
			inBackground(() -> api.post("/api/v1/agents", "{}", "Idempotency-Key", "create"));
			await("it is being started").until(() -> api.get("/api/v1/agents").body().at("/data/0").isObject());
			service.kill();

			settings();
			String agent = agentOf(service.start());
			inBackground(() -> api.post(agent + "/messages", body("fail"), "Idempotency-Key", "send"));
			await("its turn runs").until(() -> executions() == 1);
			service.kill();

			Api again = service.start();
			assertThat(agentOf(again)).isEqualTo(agent);
			Reply reply = again.post(agent + "/messages", body("fail"), "Idempotency-Key", "send");
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.text("response")).isEqualTo("done");
			assertThat(again.get(agent + "/messages").body().get("data")).hasSize(1);
			assertThat(executions()).isEqualTo(1);
			EventLogs.assertGapless(again, agent);
			again.delete(agent);
		}
	}

	@Test
	void killInAQuestionLeavesNoAgent() throws IOException {
		try (RunningService service = service()) {
			Api api = service.start();
			inBackground(() -> api.post("/api/v1/query", body("fail")));
			await("its turn runs").until(() -> executions() == 1);
			service.kill();
			Api again = service.start();
			await("its agent is gone").until(() -> again.get("/api/v1/agents").body().get("data").isEmpty());
			assertThat(executions()).isEqualTo(1);
		}
	}

	/** The one agent, by a repeat of its creation. */
	private static String agentOf(Api api) {
		Reply created = api.post("/api/v1/agents", "{}", "Idempotency-Key", "create");
		assertThat(created.status()).as(created.toString()).isEqualTo(201);
		assertThat(api.get("/api/v1/agents").body().get("data")).hasSize(1);
		return created.text("endpoint");
	}

	@Test
	void killOfServiceAndProcessWhenTheTurnIsToBeRetriedRunsItAgainBeforeTheOthers() throws IOException {
		try (RunningService service = service()) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			Reply sent = api.post(agent + "/messages", body("retry"), "Prefer", "respond-async");
			String next = api.messageAsync(agent, "next");
			await("its turn runs").until(() -> executions() == 1);
			service.kill();
			Processes.ofAgent(agent.substring(agent.lastIndexOf('/') + 1)).forEach(ProcessHandle::destroyForcibly);

			Api again = service.start();
			Reply reply = again.get(sent.header("Location") + "?wait=60");
			assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
			assertThat(reply.text("response")).isEqualTo("done");
			assertThat(reply.body().get("attempt").intValue()).isEqualTo(2);
			assertThat(executions()).isEqualTo(2);
			assertThat(again.get(next + "?wait=60").text("status")).isEqualTo("completed");
			assertThat(EventLogs.types(again, agent).stream().filter((type) -> type.startsWith("message.")))
				.containsExactly("message.queued", "message.started", "message.queued", "message.retrying",
						"message.started", "message.completed", "message.started", "message.completed");
			assertThat(EventLogs.read(again, agent))
				.anyMatch((event) -> event.at("/data/error/code").asString("").equals("service_lost"));
			EventLogs.assertGapless(again, agent);
			again.delete(agent);
		}
	}

	private RunningService service(String... settings) throws IOException {
		Map<String, String> environment = new HashMap<>(Map.of("CLAUDE_CODE_PATH",
				Cli.fake(this.directory.resolve("cli"), List.of()), "SANDBOX", "none", "MODEL_BACKEND", "offline"));
		settings(settings);
		if (this.store.equals("postgresql")) {
			this.postgres = EmbeddedPostgres.start();
			environment.put("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + this.postgres.getPort()
					+ "/postgres?sslmode=disable&gssEncMode=disable");
		}
		return new RunningService(this.directory, environment);
	}

	private void settings(String... settings) throws IOException {
		Files.writeString(this.directory.resolve("cli/claude.settings"),
				"ledger=" + ledger() + "\n" + String.join("\n", settings) + "\n");
	}

	private Path ledger() {
		return this.directory.resolve("ledger.jsonl");
	}

	/** How often the turn has begun. */
	private long executions() throws IOException {
		return Files.exists(ledger())
				? Files.readAllLines(ledger()).stream().filter((line) -> line.contains("#reply done")).count() : 0;
	}

	private static String body(String onInterrupt) {
		return "{\"message\":\"" + TURN.replace("\n", "\\n") + "\",\"on_interrupt\":\"" + onInterrupt + "\"}";
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
