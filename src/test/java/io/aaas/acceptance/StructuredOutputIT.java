package io.aaas.acceptance;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers in a shape, by the real CLI. {@code -Dschemas=200} tries more of them.
 */
class StructuredOutputIT {

	private static final int SCHEMAS = Integer.getInteger("schemas", 8);

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.aaas.acceptance.Cli#versions")
	void answersSatisfyTheirSchema(String version) {
		try (RunningService service = new RunningService(this.directory,
				Map.of("CLAUDE_CODE_PATH", Cli.real(version), "SANDBOX", "none"))) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			for (SchemaCase shape : SchemaCase.random(Long.getLong("schemas.seed", 7), SCHEMAS)) {
				assertAnswered(ask(api, agent, shape.schema(), shape.right()), shape);
				assertRefused(ask(api, agent, shape.schema(), shape.wrong()), shape);
			}
			assertTextIsNoAnswer(api, agent);
			assertHistoryAndPlainTurnsStay(api, agent);
		}
	}

	private static void assertAnswered(Api.Reply reply, SchemaCase shape) {
		assertThat(LiveService.outcome(reply)).as("%s for %s", reply, shape).isEqualTo("completed");
		assertThat(reply.body().path("structured_output")).isEqualTo(shape.right());
	}

	private static void assertRefused(Api.Reply reply, SchemaCase shape) {
		assertThat(LiveService.outcome(reply)).as("%s for %s", reply, shape)
			.isEqualTo("failed structured_output_invalid");
		assertThat(reply.body().path("message").path("structured_output").isNull()).isTrue();
	}

	/** Both versions call this turn a success. */
	private static void assertTextIsNoAnswer(Api api, String agent) {
		ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", "object");
		Api.Reply reply = send(api, agent, "!reply no JSON at all", schema);
		assertThat(LiveService.outcome(reply)).as(reply.toString()).isEqualTo("failed structured_output_invalid");
	}

	private static void assertHistoryAndPlainTurnsStay(Api api, String agent) {
		Api.Reply plain = api.message(agent, "!history");
		assertThat(plain.text("status")).isEqualTo("completed");
		assertThat(plain.text("response")).contains("no JSON at all");
		assertThat(plain.body().path("structured_output").isNull()).isTrue();
		List<JsonNode> lost = EventLogs.read(api, agent)
			.stream()
			.filter((event) -> "agent.context_lost".equals(event.path("type").asString()))
			.toList();
		assertThat(lost).isEmpty();
	}

	private static Api.Reply ask(Api api, String agent, ObjectNode schema, JsonNode answer) {
		return send(api, agent, "!json " + answer, schema);
	}

	private static Api.Reply send(Api api, String agent, String text, ObjectNode schema) {
		ObjectNode body = JsonMapper.shared().createObjectNode().put("message", text);
		body.set("output_schema", schema);
		return api.post(agent + "/messages", body.toString());
	}

}
