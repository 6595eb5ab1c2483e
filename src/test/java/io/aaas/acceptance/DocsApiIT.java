package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/api.md} is true: its calls, run in their order against a fresh service, get
 * the answers that are printed below them.
 */
class DocsApiIT {

	private static final Pattern BLOCK = Pattern.compile("^```(sh|http)\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private static final String MARK = "===== the next call";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	/** A call, and the answer it is to get; empty if it prints none. */
	private record Call(String script, String answer) {
	}

	@Test
	void callsGetTheAnswersOfTheDocument() throws Exception {
		List<Call> calls = calls(Files.readString(Path.of("docs/api.md")));
		assertThat(calls).hasSizeGreaterThan(20);
		try (RunningService service = new RunningService(this.directory,
				Map.of("CLAUDE_CODE_PATH", Cli.real(Cli.newest()), "MODEL_BACKEND", "offline"))) {
			Api api = service.start();
			List<String> answers = run(calls, api.base());
			for (int i = 0; i < calls.size(); i++) {
				Call call = calls.get(i);
				if (!call.answer().isEmpty()) {
					check(call, answers.get(i).replace("\r", ""));
				}
			}
		}
	}

	private static List<Call> calls(String document) {
		List<Call> calls = new ArrayList<>();
		Matcher blocks = BLOCK.matcher(document);
		while (blocks.find()) {
			if (blocks.group(1).equals("sh")) {
				calls.add(new Call(blocks.group(2), ""));
			}
			else {
				calls.add(new Call(calls.removeLast().script(), blocks.group(2)));
			}
		}
		return calls;
	}

	private List<String> run(List<Call> calls, String base) throws Exception {
		StringBuilder script = new StringBuilder("set -eu\n");
		for (int i = 0; i < calls.size(); i++) {
			script.append("printf '\\n").append(MARK).append("\\n'\n").append(calls.get(i).script());
		}
		String text = script.toString().replace("http://127.0.0.1:8000", base).replace("curl -i", "curl -sSi");
		Path file = Files.writeString(this.directory.resolve("api.sh"), text);
		Path output = this.directory.resolve("api.out");
		Process process = new ProcessBuilder("bash", file.toString()).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the calls end").isTrue();
		String printed = Files.readString(output);
		assertThat(process.exitValue()).as(printed).isZero();
		return List.of(printed.split("\n" + MARK + "\n")).subList(1, calls.size() + 1);
	}

	private static void check(Call call, String answer) throws IOException {
		String printed = answer.substring(answer.indexOf("HTTP/1.1"));
		String[] expected = parts(call.answer());
		String[] actual = parts(printed);
		assertThat(actual[0]).as(call.script() + printed).startsWith(expected[0].lines().findFirst().orElseThrow());
		expected[0].lines()
			.skip(1)
			.forEach((header) -> assertThat(actual[0].lines()).as(call.script() + printed)
				.anyMatch((line) -> line.startsWith(header.replace("...", ""))));
		if (expected[1].isEmpty()) {
			assertThat(actual[1]).as(call.script()).isEmpty();
		}
		else if (!expected[1].startsWith("{")) {
			checkLines(expected[1], actual[1]);
		}
		else {
			JsonMapper json = JsonMapper.shared();
			compare(call.script() + printed, json.readTree(expected[1]), json.readTree(actual[1]));
		}
	}

	/** What is printed is there in this order, perhaps with more between. */
	private static void checkLines(String expected, String actual) {
		int position = 0;
		for (String line : expected.lines().filter((text) -> !text.isEmpty()).toList()) {
			String begin = line.replaceFirst("\\.\\.\\..*", "");
			int found = ("\n" + actual).indexOf("\n" + begin, position);
			assertThat(found).as(line + " in " + actual).isGreaterThanOrEqualTo(0);
			position = found + begin.length();
		}
	}

	private static String[] parts(String message) {
		String[] parts = message.split("\n\n", 2);
		return new String[] { parts[0], (parts.length > 1) ? parts[1].strip() : "" };
	}

	/**
	 * What is printed is there; a text of dots and a number that is no flag may differ.
	 */
	private static void compare(String call, JsonNode expected, JsonNode actual) {
		assertThat(actual.getNodeType()).as(expected + " in " + call).isEqualTo(expected.getNodeType());
		if (expected.isObject()) {
			expected.properties().forEach((member) -> compare(call, member.getValue(), actual.path(member.getKey())));
		}
		else if (expected.isArray()) {
			assertThat(actual.size()).as(call).isGreaterThanOrEqualTo(expected.size());
			for (int i = 0; i < expected.size(); i++) {
				compare(call, expected.get(i), actual.get(i));
			}
		}
		else if (expected.isString()) {
			String text = expected.stringValue();
			assertThat(actual.stringValue()).as(call).startsWith(text.replace("...", ""));
			if (!text.endsWith("...")) {
				assertThat(actual.stringValue()).as(call).isEqualTo(text);
			}
		}
		else if (!expected.isNumber()) {
			assertThat(actual).as(call).isEqualTo(expected);
		}
	}

}
