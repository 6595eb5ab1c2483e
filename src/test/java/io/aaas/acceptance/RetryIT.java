package io.aaas.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.aaas.model.OfflineModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A turn of the real CLI that is cut off and tried anew.
 */
class RetryIT {

	private static final String SLOW = "!slow 3\\nThe quick brown fox jumps over the lazy dog";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	/** What {@code docs/api.md} says that the model sees. */
	@ParameterizedTest
	@MethodSource("io.aaas.acceptance.Cli#versions")
	void killInMidTurnWhenToBeRetriedRunsItAgainOnTopOfWhatTheFirstAttemptLeft(String version) throws Exception {
		try (OfflineModel model = OfflineModel.start(0);
				RunningService service = new RunningService(this.directory,
						Map.of("CLAUDE_CODE_PATH", Cli.real(version), "SANDBOX", "none", "MODEL_BACKEND", "anthropic",
								"ANTHROPIC_API_KEY", "sk-test-0123456789", "ANTHROPIC_BASE_URL",
								model.baseUrl().toString()))) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			api.message(agent, "remember the number 42");
			Api.Reply sent = api.post(agent + "/messages", "{\"message\":\"" + SLOW + "\",\"on_interrupt\":\"retry\"}",
					"Prefer", "respond-async");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> asked(model, 1));
			ProcessHandle.of(api.get(agent).body().get("pid").longValue()).orElseThrow().destroyForcibly();

			Api.Reply reply = api.get(sent.header("Location") + "?wait=60");
			assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
			assertThat(reply.text("response")).contains("quick brown fox");
			assertThat(reply.body().get("attempt").intValue()).isEqualTo(2);
			assertThat(EventLogs.types(api, agent)).containsOnlyOnce("message.retrying");
			assertThat(asked(model, 2)).as("the model sees the text of both attempts").isTrue();
			assertThat(api.message(agent, "!history").text("response")).contains("remember the number 42");
		}
	}

	/** Whether the model was asked with the text so often in one request. */
	private static boolean asked(OfflineModel model, int times) {
		return model.requests()
			.stream()
			.anyMatch((request) -> request.body().split("over the lazy dog", -1).length - 1 == times);
	}

}
