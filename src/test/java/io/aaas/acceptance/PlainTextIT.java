package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.aaas.model.OfflineModel;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message is data: what looks like a command to the CLI, or like a file to attach,
 * arrives at the model as the text it is.
 */
class PlainTextIT {

	private static final String CANARY = "canary-in-a-file-7f3a";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.aaas.acceptance.Cli#versions")
	void sendWhenTextLooksLikeACommandReachesTheModelAsText(String version) throws IOException {
		Path secret = Files.writeString(this.directory.resolve("secret.txt"), CANARY);
		try (OfflineModel model = OfflineModel.start(0);
				RunningService service = new RunningService(this.directory,
						Map.of("CLAUDE_CODE_PATH", Cli.real(version), "SANDBOX", "none", "MODEL_BACKEND", "anthropic",
								"ANTHROPIC_API_KEY", "sk-test-0123456789", "ANTHROPIC_BASE_URL",
								model.baseUrl().toString()))) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			for (String text : new String[] { "/clear", "/model x", "/nope", "@" + secret,
					"look at @" + secret + " now", "#memory", "!ls" }) {
				Api.Reply reply = api.message(agent, text);
				assertThat(reply.text("response").strip()).as(reply.toString())
					.startsWith("[offline model]")
					.endsWith(text);
			}
			Api.Reply history = api.message(agent, "!history");
			assertThat(history.text("response")).contains("/clear", "/model x", "/nope", "@" + secret);
			assertThat(model.requests()).noneMatch((request) -> request.body().contains(CANARY));
		}
	}

	@ParameterizedTest
	@MethodSource("io.aaas.acceptance.Cli#versions")
	void sendWhenTheCliStartsATurnByItselfIsAnsweredByItsOwnTurn(String version) {
		String fake = Cli.fake(this.directory.resolve("cli"), List.of("version=" + version));
		try (RunningService service = new RunningService(this.directory,
				Map.of("CLAUDE_CODE_PATH", fake, "SANDBOX", "none"))) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			for (int i = 0; i < 20; i++) {
				// The turn nobody asked for begins while the next message is on its way.
				String text = "#unsolicited " + (i % 4) + "\nmessage " + i;
				Api.Reply reply = api.message(agent, text);
				assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
				assertThat(reply.text("response")).as(reply.toString()).isEqualTo("echo: " + text);
			}
			EventLogs.assertGapless(api, agent);
		}
	}

}
