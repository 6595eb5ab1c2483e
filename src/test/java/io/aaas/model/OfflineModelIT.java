package io.aaas.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The offline model with the real CLIs at both ends of the supported range.
 */
@Timeout(120)
@ParameterizedClass
@MethodSource("io.aaas.model.RealClaude#versions")
class OfflineModelIT {

	private final String version;

	@TempDir
	private Path home;

	private OfflineModel model;

	OfflineModelIT(String version) {
		this.version = version;
	}

	@BeforeEach
	void start() throws IOException {
		this.model = OfflineModel.start(0);
	}

	@AfterEach
	void stop() {
		this.model.close();
	}

	private RealClaude claude(Map<String, String> environment, String... flags) throws IOException {
		Map<String, String> variables = new HashMap<>(environment);
		variables.put("ANTHROPIC_BASE_URL", this.model.baseUrl().toString());
		variables.put("ANTHROPIC_API_KEY", "sk-aaas-test");
		return new RealClaude(this.home, this.version, variables, flags);
	}

	private List<JsonNode> turn(String text, String... flags) throws IOException {
		try (RealClaude claude = claude(Map.of(), flags)) {
			return claude.turn(text);
		}
	}

	private static Stream<JsonNode> ofType(List<JsonNode> lines, String type) {
		return lines.stream().filter((line) -> line.path("type").asString().equals(type));
	}

	@Test
	void textIsEchoed() throws Exception {
		List<JsonNode> lines = turn("Hello there,\nhow are you?");
		assertThat(RealClaude.result(lines)).isEqualTo("[offline model] Hello there,\nhow are you?");
		assertThat(lines.getLast().path("usage").path("output_tokens").asInt()).isEqualTo(7);
		assertThat(
				ofType(lines, "stream_event").map((line) -> line.path("event").path("delta").path("text").asString(""))
					.filter((text) -> !text.isEmpty()))
			.hasSize(7);
	}

	@Test
	void toolIsRunAndItsResultIsTheReply() throws Exception {
		assertThat(RealClaude.result(turn("!tool Bash {\"command\":\"echo $((6*7)) > made; cat made\"}")))
			.isEqualTo("42");
		assertThat(this.home.resolve("made")).hasContent("42");
	}

	@Test
	void resumedConversationKnowsItsHistory() throws Exception {
		String session = UUID.randomUUID().toString();
		turn("My name is Ada.", "--session-id=" + session);
		assertThat(RealClaude.result(turn("!history", "--resume=" + session))).isEqualTo("My name is Ada.\n!history");
	}

	@Test
	void overloadIsRetriedByTheCli() throws Exception {
		List<JsonNode> lines = turn("!status 529 2\n!reply at last");
		assertThat(RealClaude.result(lines)).isEqualTo("at last");
		assertThat(ofType(lines, "system").filter((line) -> line.path("subtype").asString().equals("api_retry")))
			.hasSize(2)
			.allSatisfy((line) -> assertThat(line.path("error_status").asInt()).isEqualTo(529));
	}

	@Test
	void refusalIsTheResultAndTheNextMessageIsAnswered() throws Exception {
		try (RealClaude claude = claude(Map.of())) {
			JsonNode result = claude.turn("!status 400").getLast();
			assertThat(result.path("is_error").asBoolean()).isTrue();
			assertThat(result.path("api_error_status").asInt()).isEqualTo(400);
			assertThat(RealClaude.result(claude.turn("Hello"))).isEqualTo("[offline model] Hello");
		}
	}

	@Test
	void questionIsAskedAndItsAnswerIsTheReply() throws Exception {
		assertThat(RealClaude.result(turn("!ask Which colour? | red | blue", "--permission-prompt-tool=stdio")))
			.contains("\"Which colour?\"=\"blue\"");
	}

	@Test
	void subAgentObeysItsOwnScript() throws Exception {
		assertThat(RealClaude.result(turn("!tool Agent {\"description\":\"d\",\"subagent_type\":\"general-purpose\","
				+ "\"prompt\":\"!reply from below\"}")))
			.contains("from below");
	}

	@Test
	void slowAnswerTakesItsTime() throws Exception {
		List<JsonNode> lines = turn("!slow 1.5\n!tokens 10");
		assertThat(RealClaude.result(lines)).isEqualTo("1 2 3 4 5 6 7 8 9 10");
		assertThat(lines.getLast().path("duration_ms").asInt()).isGreaterThan(1_300);
	}

	@Test
	void thinkingIsAccepted() throws Exception {
		List<JsonNode> lines = turn("!thinking\n!reply thought");
		assertThat(RealClaude.result(lines)).isEqualTo("thought");
		assertThat(ofType(lines, "assistant").flatMap((line) -> line.path("message").path("content").valueStream()))
			.anyMatch((block) -> block.path("type").asString().equals("thinking"));
	}

	@Test
	void cutAnswerIsAskedForAgain() throws Exception {
		assertThat(RealClaude.result(turn("!cut\n!tokens 10"))).isEqualTo("1 2 3 4 5 6 7 8 9 10");
		assertThat(this.model.requests()).filteredOn((request) -> request.method().equals("POST")).hasSize(2);
	}

	@Test
	void structuredOutputIsGiven() throws Exception {
		List<JsonNode> lines = turn("!json {\"n\":42}", "--json-schema={\"type\":\"object\","
				+ "\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}");
		RealClaude.result(lines);
		assertThat(lines.getLast().path("structured_output").path("n").asInt()).isEqualTo(42);
	}

	@Test
	void callsOfTheCliItselfDoNotRunScripts() throws Exception {
		try (RealClaude claude = claude(Map.of("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", ""), "-p")) {
			for (int turn = 1; turn < 4; turn++) {
				assertThat(RealClaude.result(claude.turn("!tool Bash {\"command\":\"echo x >> runs; wc -l < runs\"}")))
					.isEqualTo(Integer.toString(turn));
			}
		}
	}

}
