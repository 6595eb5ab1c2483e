package io.aaas.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code ON_SERVICE_LOSS=kill}: nothing outlives a service that is killed, not even until
 * the next start.
 */
class KillOnServiceLossIT {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "none", "bubblewrap" })
	void killInMidTurnTakesTheProcessesAlongAndTheMessageIsInterrupted(String sandbox) throws Exception {
		try (RunningService service = new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH", Cli.real("2.1.330"),
				"SANDBOX", sandbox, "MODEL_BACKEND", "offline", "ON_SERVICE_LOSS", "kill"))) {
			Api before = service.start();
			String agent = before.createAgent("{}");
			String agentId = agent.substring(agent.lastIndexOf('/') + 1);
			String running = before.messageAsync(agent, "!wait 600");
			String queued = before.messageAsync(agent, "after");
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> EventLogs.types(before, agent).contains("claude.system"));
			service.kill();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Processes.ofAgent(agentId).isEmpty());
			Api api = service.start();
			Api.Reply interrupted = api.get(running + "?wait=20");
			assertThat(LiveService.outcome(interrupted)).isEqualTo("interrupted service_lost");
			assertThat(api.get(queued + "?wait=20").text("response")).endsWith("after");
			EventLogs.assertGapless(api, agent);
		}
	}

}
