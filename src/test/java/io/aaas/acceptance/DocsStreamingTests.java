package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The readers of {@code docs/streaming.md}, run as they are printed there, on a
 * connection that is cut again and again.
 */
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "aaas.agent.streams.retry=20ms",
		"server.tomcat.connection-timeout=2s" })
class DocsStreamingTests extends LiveService {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			bash, with curl          | follow.bash | bash
			JavaScript               | follow.mjs  | node
			Python                   | follow.py   | python3
			Java                     | Follow.java | java
			Go                       | follow.go   | go run
			JavaScript, by WebSocket | listen.mjs  | node --experimental-websocket --no-warnings
			Java, by WebSocket       | Listen.java | java
			""")
	void readerOfTheDocumentMissesNothingWhenItsConnectionIsCut(String section, String file, String command)
			throws Exception {
		List<String> program = program(command);
		assumeTrue(!program.isEmpty(), command + " is not there");
		// As it is printed but for its patience: the JDK's WebSocket does not notice each
		// cut.
		Files.writeString(this.directory.resolve(file), code(section).replace("ofSeconds(45)", "ofSeconds(3)"));
		program.add(file);
		String agent = create("{}");
		api().message(agent, "before");
		Path output = this.directory.resolve("output");
		try (CuttingProxy proxy = new CuttingProxy(Integer.parseInt(base().replaceFirst(".*:", "")), 12_000)) {
			ProcessBuilder builder = new ProcessBuilder(program).directory(this.directory.toFile())
				.redirectError(this.directory.resolve("errors").toFile())
				.redirectOutput(output.toFile());
			builder.environment().put("AAAS_URL", proxy.url());
			builder.environment().put("AAAS_KEY", TestHttp.KEY);
			builder.environment().put("AGENT", id(agent));
			Process reader = builder.start();
			try {
				for (int i = 0; i < 5; i++) {
					api().message(agent, "#api-retry 10");
				}
				await("it reads").until(() -> Files.readAllLines(output).size() > 40);
				proxy.calm();
				// Else the last event may be cut off, and the agent not be there for
				// another try.
				api().message(agent, "after");
				List<String> expected = new ArrayList<>();
				EventLogs.read(api(), agent)
					.forEach((event) -> expected.add(event.get("seq") + " " + event.get("type").stringValue()));
				await("it is there again").untilAsserted(() -> assertThat(Files.readAllLines(output)).as(errors())
					.startsWith(expected.toArray(String[]::new)));
				Reply deleted = api().delete(agent);
				assertThat(deleted.status()).isEqualTo(204);
				assertThat(reader.waitFor(60, TimeUnit.SECONDS)).as("it ends with the agent").isTrue();
				List<String> printed = Files.readAllLines(output);
				assertThat(printed).as(errors()).startsWith(expected.toArray(String[]::new));
				assertThat(printed.getLast()).isEqualTo(printed.size() + " agent.deleted");
				assertThat(reader.exitValue()).isZero();
				assertThat(proxy.connections()).isGreaterThan(2);
			}
			finally {
				reader.destroyForcibly();
			}
		}
	}

	private String errors() throws IOException {
		return Files.readString(this.directory.resolve("errors"));
	}

	/** The command, if it is there. */
	private static List<String> program(String command) {
		List<String> words = new ArrayList<>(List.of(command.split(" ")));
		if (command.equals("java")) {
			words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
			return words;
		}
		for (String directory : System.getenv("PATH").split(":")) {
			if (Files.isExecutable(Path.of(directory, words.getFirst()))) {
				return words;
			}
		}
		return new ArrayList<>();
	}

	private static String code(String section) throws IOException {
		Matcher block = Pattern.compile("(?ms)^### " + Pattern.quote(section) + "$.*?^```\\w+\\n(.*?)^```$")
			.matcher(Files.readString(Path.of("docs/streaming.md")));
		assertThat(block.find()).as(section).isTrue();
		return block.group(1);
	}

}
