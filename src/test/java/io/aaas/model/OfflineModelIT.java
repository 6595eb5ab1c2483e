package io.aaas.model;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The offline model with the real CLIs at both ends of the supported range.
 */
@Timeout(120)
class OfflineModelIT {

	private static final Duration EXIT = Duration.ofSeconds(20);

	@TempDir
	private Path home;

	private final List<Process> children = new ArrayList<>();

	private OfflineModel model;

	@BeforeEach
	void start() throws IOException {
		this.model = OfflineModel.start(0);
	}

	@AfterEach
	void stop() throws Exception {
		for (Process child : this.children) {
			child.destroyForcibly().waitFor();
		}
		this.model.close();
	}

	static Stream<String> versions() {
		return Stream.of(System.getProperty("claude.oldest", "2.1.197"),
				System.getProperty("claude.newest", "2.1.330"));
	}

	private List<JsonNode> turn(String version, List<String> flags, Map<String, String> environment, String text)
			throws Exception {
		List<String> command = new ArrayList<>(List.of(
				Path.of(".claude-cli", version, "claude").toAbsolutePath().toString(), "--input-format=stream-json",
				"--output-format=stream-json", "--verbose", "--include-partial-messages", "--setting-sources=",
				"--permission-mode=bypassPermissions", "--allow-dangerously-skip-permissions"));
		command.addAll(flags);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.home.toFile())
			.redirectError(this.home.resolve("stderr").toFile());
		builder.environment().keySet().retainAll(List.of("PATH"));
		builder.environment().put("HOME", this.home.toString());
		builder.environment().put("CLAUDE_CONFIG_DIR", this.home.resolve("config").toString());
		builder.environment().put("ANTHROPIC_BASE_URL", this.model.baseUrl().toString());
		builder.environment().put("ANTHROPIC_API_KEY", "sk-aaas-test");
		builder.environment().put("DISABLE_AUTOUPDATER", "1");
		builder.environment().put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
		builder.environment().put("IS_SANDBOX", "1");
		builder.environment().putAll(environment);
		Process child = builder.start();
		this.children.add(child);
		ObjectNode line = JsonMapper.shared().createObjectNode().put("type", "user");
		line.put("uuid", UUID.randomUUID().toString()).putObject("message").put("role", "user").put("content", text);
		List<JsonNode> lines = new ArrayList<>();
		try (BufferedWriter writer = child.outputWriter(); BufferedReader reader = child.inputReader()) {
			writer.write(line + "\n");
			writer.flush();
			for (String read = reader.readLine(); read != null; read = reader.readLine()) {
				lines.add(Caller.json(read));
				if (lines.getLast().path("type").asString().equals("result")) {
					break;
				}
			}
		}
		assertThat(child.waitFor(EXIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(lines).as(Files.readString(this.home.resolve("stderr"))).isNotEmpty();
		return lines;
	}

	private List<JsonNode> turn(String version, String text) throws Exception {
		return turn(version, List.of(), Map.of(), text);
	}

	private static String result(List<JsonNode> lines) {
		assertThat(lines.getLast().path("is_error").asBoolean()).as(lines.getLast().toString()).isFalse();
		return lines.getLast().path("result").asString();
	}

	private static Stream<JsonNode> ofType(List<JsonNode> lines, String type) {
		return lines.stream().filter((line) -> line.path("type").asString().equals(type));
	}

	@ParameterizedTest
	@MethodSource("versions")
	void textIsEchoed(String version) throws Exception {
		List<JsonNode> lines = turn(version, "Hello there,\nhow are you?");
		assertThat(result(lines)).isEqualTo("[offline model] Hello there,\nhow are you?");
		assertThat(lines.getLast().path("usage").path("output_tokens").asInt()).isEqualTo(7);
		assertThat(
				ofType(lines, "stream_event").map((line) -> line.path("event").path("delta").path("text").asString(""))
					.filter((text) -> !text.isEmpty()))
			.hasSize(7);
	}

	@ParameterizedTest
	@MethodSource("versions")
	void toolIsRunAndItsResultIsTheReply(String version) throws Exception {
		List<JsonNode> lines = turn(version, "!tool Bash {\"command\":\"echo $((6*7)) > made; cat made\"}");
		assertThat(result(lines)).isEqualTo("42");
		assertThat(this.home.resolve("made")).hasContent("42");
	}

	@ParameterizedTest
	@MethodSource("versions")
	void resumedConversationKnowsItsHistory(String version) throws Exception {
		String session = UUID.randomUUID().toString();
		turn(version, List.of("--session-id=" + session), Map.of(), "My name is Ada.");
		assertThat(result(turn(version, List.of("--resume=" + session), Map.of(), "!history")))
			.isEqualTo("My name is Ada.\n!history");
	}

	@ParameterizedTest
	@MethodSource("versions")
	void overloadIsRetriedByTheCli(String version) throws Exception {
		List<JsonNode> lines = turn(version, "!status 529 2\n!reply at last");
		assertThat(result(lines)).isEqualTo("at last");
		assertThat(ofType(lines, "system").filter((line) -> line.path("subtype").asString().equals("api_retry")))
			.hasSize(2)
			.allSatisfy((line) -> assertThat(line.path("error_status").asInt()).isEqualTo(529));
	}

	@ParameterizedTest
	@MethodSource("versions")
	void refusalIsTheResult(String version) throws Exception {
		List<JsonNode> lines = turn(version, "!status 400");
		assertThat(lines.getLast().path("is_error").asBoolean()).isTrue();
		assertThat(lines.getLast().path("api_error_status").asInt()).isEqualTo(400);
	}

	@ParameterizedTest
	@MethodSource("versions")
	void slowAnswerTakesItsTime(String version) throws Exception {
		List<JsonNode> lines = turn(version, "!slow 1.5\n!tokens 10");
		assertThat(result(lines)).isEqualTo("1 2 3 4 5 6 7 8 9 10");
		assertThat(lines.getLast().path("duration_ms").asInt()).isGreaterThan(1_300);
	}

	@ParameterizedTest
	@MethodSource("versions")
	void thinkingIsAccepted(String version) throws Exception {
		List<JsonNode> lines = turn(version, "!thinking\n!reply thought");
		assertThat(result(lines)).isEqualTo("thought");
		assertThat(ofType(lines, "assistant").flatMap((line) -> line.path("message").path("content").valueStream())
			.anyMatch((block) -> block.path("type").asString().equals("thinking"))).isTrue();
	}

	@ParameterizedTest
	@MethodSource("versions")
	void cutAnswerIsAskedForAgain(String version) throws Exception {
		assertThat(result(turn(version, "!cut\n!tokens 10"))).isEqualTo("1 2 3 4 5 6 7 8 9 10");
	}

	@ParameterizedTest
	@MethodSource("versions")
	void structuredOutputIsGiven(String version) throws Exception {
		List<JsonNode> lines = turn(version, List
			.of("--json-schema={\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}"),
				Map.of(), "!json {\"n\":42}");
		result(lines);
		assertThat(lines.getLast().path("structured_output").path("n").asInt()).isEqualTo(42);
	}

	@ParameterizedTest
	@MethodSource("versions")
	void callsOfTheCliItselfDoNotRunScripts(String version) throws Exception {
		assertThat(result(turn(version, List.of("-p"), Map.of("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", ""),
				"!tool Bash {\"command\":\"echo x >> runs; wc -l < runs\"}")))
			.isEqualTo("1");
	}

}
