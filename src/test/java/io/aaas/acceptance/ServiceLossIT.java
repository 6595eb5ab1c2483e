package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.aaas.model.OfflineModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9} of the service in the middle of a turn loses nothing.
 */
class ServiceLossIT {

	private static final String SLOW = "!slow 4\nThe quick brown fox jumps over the lazy dog";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "none", "bubblewrap" })
	void killInMidTurnWhenStartedAgainAtOnceFinishesTheTurn(String sandbox) throws IOException {
		killAndGoOn(Cli.newest(), sandbox, Duration.ZERO);
	}

	@ParameterizedTest
	@MethodSource("io.aaas.acceptance.Cli#versions")
	void killInMidTurnWhenStartedAgainAfterTheChildHasGoneFinishesTheTurn(String version) throws IOException {
		killAndGoOn(version, "none", Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "#hang-after-result\n" })
	void killInMidTurnWhenTheCliHangsBehindTheTurnFinishesItAndGoesOn(String hang) {
		try (RunningService service = withFakeCli()) {
			Api before = service.start();
			String agent = before.createAgent("{}");
			String running = before.messageAsync(agent, hang + "#slow 20 300\n#reply the end");
			awaitTurn(before, agent);
			service.kill();
			Api api = service.start();
			String queued = api.messageAsync(agent, "#reply next");
			assertThat(api.get(running + "?wait=60").text("response")).isEqualTo("the end");
			assertThat(api.get(queued + "?wait=30").text("response")).isEqualTo("next");
			assertThat(EventLogs.types(api, agent)).doesNotContain("message.redelivered", "agent.reconciled");
			EventLogs.assertGapless(api, agent);
		}
	}

	@Test
	void killWhenTheCliHangsBeforeItTakesTheMessageHandsItToTheNextProcess() {
		try (RunningService service = withFakeCli()) {
			Api before = service.start();
			String agent = before.createAgent("{}");
			before.message(agent, "#hang-after-result\n#reply first");
			String unread = before.messageAsync(agent, "#reply second");
			Awaitility.await().until(() -> before.get(unread).text("status").equals("running"));
			service.kill();
			Api api = service.start();
			assertThat(api.get(unread + "?wait=30").text("response")).isEqualTo("second");
			assertThat(EventLogs.types(api, agent)).contains("message.redelivered").doesNotContain("agent.reconciled");
			EventLogs.assertGapless(api, agent);
		}
	}

	@Test
	void killWhenStartedAgainWithoutCredentialsFinishesTheTurnAndCanBeRidOfTheAgent() {
		try (RunningService service = withFakeCli();
				RunningService poor = withFakeCli(Map.of("MODEL_BACKEND", "anthropic"))) {
			Api before = service.start();
			String agent = before.createAgent("{}");
			String agentId = agent.substring(agent.lastIndexOf('/') + 1);
			String running = before.messageAsync(agent, "#slow 10 300\n#reply the end");
			awaitTurn(before, agent);
			service.kill();
			poor.launch();
			Api api = new Api(poor.base(), poor::adminKey);
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.ignoreExceptions()
				.until(() -> api.get("/health").text("status").equals("degraded"));
			assertThat(api.get(running + "?wait=30").text("response")).isEqualTo("the end");
			assertThat(api.delete(agent).status()).isEqualTo(204);
			assertThat(Processes.ofAgent(agentId)).isEmpty();
		}
	}

	private RunningService withFakeCli() {
		return withFakeCli(Map.of("MODEL_BACKEND", "offline"));
	}

	private RunningService withFakeCli(Map<String, String> model) {
		Map<String, String> environment = new HashMap<>(Map.of("CLAUDE_CODE_PATH",
				this.directory.resolve("cli/claude").toString(), "SANDBOX", "none", "ACKNOWLEDGE_TIMEOUT", "5s"));
		environment.putAll(model);
		return new RunningService(this.directory, environment);
	}

	@BeforeEach
	void writeFakeCli() {
		Cli.fake(this.directory.resolve("cli"), List.of());
	}

	private static void awaitTurn(Api api, String agent) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> EventLogs.types(api, agent).contains("claude.system"));
	}

	private void killAndGoOn(String version, String sandbox, Duration untilChildIsGone) throws IOException {
		try (OfflineModel model = OfflineModel.start(0);
				RunningService service = new RunningService(this.directory,
						Map.of("CLAUDE_CODE_PATH", Cli.real(version), "SANDBOX", sandbox, "MODEL_BACKEND", "anthropic",
								"ANTHROPIC_API_KEY", "sk-test-0123456789", "ANTHROPIC_BASE_URL",
								model.baseUrl().toString()))) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			String agentId = agent.substring(agent.lastIndexOf('/') + 1);
			api.message(agent, "remember the number 42");
			String running = api.messageAsync(agent, SLOW);
			String queued = api.messageAsync(agent, "!history");
			awaitDeltas(model);
			service.kill();
			if (untilChildIsGone.isPositive()) {
				Awaitility.await().atMost(untilChildIsGone).until(() -> Processes.ofAgent(agentId).isEmpty());
			}

			api = service.start();
			Api.Reply finished = api.get(running + "?wait=60");
			assertThat(finished.text("status")).as(finished.toString()).isEqualTo("completed");
			assertThat(finished.text("response")).contains("The quick brown fox jumps over the lazy dog");
			assertThat(finished.body().get("attempt").intValue()).isEqualTo(1);

			Api.Reply next = api.get(queued + "?wait=60");
			assertThat(next.text("status")).as(next.toString()).isEqualTo("completed");
			assertThat(next.text("response")).contains("remember the number 42").contains("quick brown fox");
			EventLogs.assertGapless(api, agent);
			assertThat(EventLogs.types(api, agent).stream().filter("message.completed"::equals)).hasSize(3);
			api.delete(agent);
			assertThat(Processes.ofAgent(agentId)).isEmpty();
		}
	}

	/** The third request is the slow turn's, and is being answered. */
	private static void awaitDeltas(OfflineModel model) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> model.requests().stream().anyMatch((request) -> request.body().contains("lazy dog")));
	}

}
