package io.aaas.claude;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StreamJsonTests {

	private static final Path RECORDED = Path.of("src/test/resources/io/aaas/claude");

	static Stream<Path> recordings() throws IOException {
		try (Stream<Path> files = Files.walk(RECORDED.toRealPath())) {
			return files.filter((file) -> file.toString().endsWith(".jsonl")).toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("recordings")
	void parseWhenRecordedUnderstandsEveryLineBothWays(Path recording) throws IOException {
		for (String line : Files.readAllLines(recording)) {
			ClaudeMessage message = StreamJson.parse(line);
			assertThat(message).as(line).isNotInstanceOf(ClaudeMessage.Unparsed.class);
			assertThat(streamed(line)).as(line).isEqualTo(message);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.1.197", "2.1.330" })
	void parseWhenTurnIsRecordedTellsItsParts(String version) throws IOException {
		List<ClaudeMessage> messages = recorded(version, "turn-text");
		ClaudeMessage.Init init = first(messages, ClaudeMessage.Init.class);
		assertThat(init.version()).isEqualTo(version);
		assertThat(init.cwd()).isNotBlank();
		assertThat(first(messages, ClaudeMessage.Replay.class).uuid()).hasSize(36);
		ClaudeMessage.Assistant assistant = first(messages, ClaudeMessage.Assistant.class);
		ClaudeMessage.Result result = first(messages, ClaudeMessage.Result.class);
		assertThat(result.isError()).isFalse();
		assertThat(result.subtype()).isEqualTo("success");
		assertThat(result.text()).isNotBlank().isEqualTo(assistant.text());
		assertThat(result.sessionId()).isEqualTo(init.sessionId());
		assertThat(result.totalCostUsd()).isPositive();
		assertThat(result.usage().output()).isPositive();
		assertThat(result.numTurns()).isOne();
		assertThat(result.duration()).isPositive();
		StringBuilder streamed = new StringBuilder();
		messages.stream()
			.filter(ClaudeMessage.StreamEvent.class::isInstance)
			.map(ClaudeMessage.StreamEvent.class::cast)
			.filter((event) -> event.text() != null)
			.forEach((event) -> streamed.append(event.text()));
		assertThat(streamed).hasToString(result.text());
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.1.197", "2.1.330" })
	void parseWhenPermissionIsRecordedTellsQuestion(String version) throws IOException {
		ClaudeMessage.ControlQuestion question = first(recorded(version, "turn-permission"),
				ClaudeMessage.ControlQuestion.class);
		assertThat(question.subtype()).isEqualTo("can_use_tool");
		assertThat(question.requestId()).isNotBlank();
		assertThat(question.toolName()).isNotBlank();
		assertThat(question.toolUseId()).isNotBlank();
		assertThat(question.input().isObject()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.1.197", "2.1.330" })
	void parseWhenFailureIsRecordedTellsIt(String version) throws IOException {
		ClaudeMessage.Result failed = first(recorded(version, "turn-api-error"), ClaudeMessage.Result.class);
		assertThat(failed.isError()).isTrue();
		assertThat(failed.subtype()).isEqualTo("success");
		assertThat(failed.apiErrorStatus()).isEqualTo(400);
		ClaudeMessage.Result interrupted = first(recorded(version, "turn-interrupted"), ClaudeMessage.Result.class);
		assertThat(interrupted.isError()).isTrue();
		assertThat(interrupted.terminalReason()).isEqualTo("aborted_streaming");
		assertThat(interrupted.errors()).isNotEmpty();
		ClaudeMessage.ApiRetry retry = first(recorded(version, "turn-retry"), ClaudeMessage.ApiRetry.class);
		assertThat(retry.attempt()).isOne();
		assertThat(retry.maxRetries()).isPositive();
		assertThat(retry.delay()).isPositive();
		assertThat(first(recorded(version, "turn-tool"), ClaudeMessage.ToolResult.class).toolUseIds()).isNotEmpty();
		assertThat(first(recorded(version, "resume-missing"), ClaudeMessage.Result.class).errors().getFirst())
			.startsWith("No conversation found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "{", "42", "null", "[]", "\"a\"", "{\"type\":\"x\"} {}", "{\"type\":", "{'a':1}",
			"{\"a\":1e}", "\u0001{}" })
	void parseWhenNotOneJsonObjectIsUnparsed(String line) {
		assertThat(StreamJson.parse(line)).isInstanceOf(ClaudeMessage.Unparsed.class);
		assertThat(streamed(line)).isInstanceOf(ClaudeMessage.Unparsed.class);
	}

	@Test
	void parseWhenNestedDeeplyIsUnparsed() {
		String line = "{\"type\":\"x\",\"deep\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
		assertThat(StreamJson.parse(line)).isInstanceOf(ClaudeMessage.Unparsed.class);
		assertThat(streamed(line)).isInstanceOf(ClaudeMessage.Unparsed.class);
	}

	@Test
	void parseWhenTypesAreWrongCountsAsNotSaid() {
		assertThat(StreamJson.parse("{\"type\":7,\"x\":1e999999999}")).isEqualTo(new ClaudeMessage.Unknown(""));
		assertThat(StreamJson.parse("{\"type\":\"system\",\"subtype\":\"init\"}"))
			.isEqualTo(new ClaudeMessage.OtherSystem("init"));
		ClaudeMessage.Result result = (ClaudeMessage.Result) StreamJson.parse("""
				{"usage":[],"total_cost_usd":1e999999999,"num_turns":99999999999999,"duration_ms":"x","errors":{},
				"result":{},"is_error":"?","type":"result"}""");
		assertThat(result).isEqualTo(new ClaudeMessage.Result("", false, null, null, List.of(), null, null, null,
				TokenUsage.ZERO, 0, Duration.ZERO, null));
	}

	@Test
	void parseWhenNumbersAreExactKeepsThem() {
		ClaudeMessage.Result result = (ClaudeMessage.Result) StreamJson
			.parse("{\"type\":\"result\",\"total_cost_usd\":0.00044}");
		assertThat(result.totalCostUsd()).isEqualByComparingTo(new BigDecimal("0.00044"));
		ClaudeMessage.ControlQuestion question = (ClaudeMessage.ControlQuestion) StreamJson
			.parse("{\"type\":\"control_request\",\"request\":{\"input\":{\"a\":12345678901234567890.123456789}}}");
		assertThat(question.input()).hasToString("{\"a\":12345678901234567890.123456789}");
	}

	@Test
	void parseWhenTextHasNulOrLoneSurrogateCleansIt() {
		ClaudeMessage.Result result = (ClaudeMessage.Result) StreamJson
			.parse("{\"type\":\"result\",\"result\":\"a\\u0000b\\ud800c\\ud83d\\ude00\"}");
		assertThat(result.text()).isEqualTo("ab\uFFFDc😀");
	}

	@Test
	void parseWhenFedNoiseNeverThrows() throws IOException {
		List<String> lines = Files.readAllLines(RECORDED.resolve("2.1.330/turn-permission.jsonl"));
		Random random = new Random(1);
		for (int i = 0; i < 20_000; i++) {
			StringBuilder line = new StringBuilder(lines.get(random.nextInt(lines.size())));
			for (int n = random.nextInt(4); n >= 0 && !line.isEmpty(); n--) {
				int at = random.nextInt(Math.max(1, line.length() - 1));
				switch (random.nextInt(3)) {
					case 0 -> line.deleteCharAt(at);
					case 1 -> line.setCharAt(at, "{}[]\",:0e\\".charAt(random.nextInt(10)));
					default -> line.setLength(Math.max(1, at));
				}
			}
			assertThat(StreamJson.parse(line.toString())).isNotNull();
			assertThat(streamed(line.toString())).isNotNull();
		}
	}

	private static ClaudeMessage streamed(String line) {
		return StreamJson.parse(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
	}

	private static List<ClaudeMessage> recorded(String version, String name) throws IOException {
		return Files.readAllLines(RECORDED.resolve(version).resolve(name + ".jsonl"))
			.stream()
			.map(StreamJson::parse)
			.toList();
	}

	private static <T extends ClaudeMessage> T first(List<ClaudeMessage> messages, Class<T> kind) {
		return messages.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
	}

}
