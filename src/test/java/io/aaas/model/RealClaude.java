package io.aaas.model;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The real CLI, in a home of its own. Each question it asks is answered with yes, or
 * blue.
 */
final class RealClaude implements AutoCloseable {

	private static final long EXIT_SECONDS = 20;

	private final Process process;

	private final BufferedWriter writer;

	private final BufferedReader reader;

	private final Path errors;

	RealClaude(Path home, String version, Map<String, String> environment, String... flags) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(".claude-cli", version, "claude").toAbsolutePath().toString(), "--input-format=stream-json",
				"--output-format=stream-json", "--verbose", "--include-partial-messages", "--setting-sources=",
				"--permission-mode=bypassPermissions", "--allow-dangerously-skip-permissions"));
		command.addAll(List.of(flags));
		this.errors = home.resolve("stderr");
		ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile())
			.redirectError(this.errors.toFile());
		Map<String, String> variables = builder.environment();
		variables.keySet().retainAll(List.of("PATH"));
		variables.put("HOME", home.toString());
		variables.put("CLAUDE_CONFIG_DIR", home.resolve("config").toString());
		variables.put("DISABLE_AUTOUPDATER", "1");
		variables.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
		variables.put("CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "1");
		// Lets the CLI skip permissions although the build may run as root.
		variables.put("IS_SANDBOX", "1");
		variables.putAll(environment);
		this.process = builder.start();
		this.writer = this.process.outputWriter();
		this.reader = this.process.inputReader();
	}

	static Stream<String> versions() {
		return Stream.of(System.getProperty("claude.oldest", "2.1.197"),
				System.getProperty("claude.newest", "2.1.330"));
	}

	void say(String text) throws IOException {
		ObjectNode line = JsonMapper.shared().createObjectNode().put("type", "user");
		line.put("uuid", UUID.randomUUID().toString()).putObject("message").put("role", "user").put("content", text);
		write(line);
	}

	/**
	 * Read until a line of a type.
	 * @param type the type
	 * @return the lines up to that one
	 */
	List<JsonNode> readTo(String type) throws IOException {
		List<JsonNode> lines = new ArrayList<>();
		for (String read = this.reader.readLine(); read != null; read = this.reader.readLine()) {
			lines.add(Caller.json(read));
			if (lines.getLast().path("type").asString().equals(type)) {
				return lines;
			}
			if (lines.getLast().path("request").path("subtype").asString("").equals("can_use_tool")) {
				write(allow(lines.getLast()));
			}
		}
		throw new IOException("The CLI has ended: " + Files.readString(this.errors));
	}

	List<JsonNode> turn(String text) throws IOException {
		say(text);
		return readTo("result");
	}

	static String result(List<JsonNode> lines) {
		assertThat(lines.getLast().path("is_error").asBoolean()).as(lines.getLast().toString()).isFalse();
		return lines.getLast().path("result").asString();
	}

	private void write(JsonNode line) throws IOException {
		this.writer.write(line + "\n");
		this.writer.flush();
	}

	private static JsonNode allow(JsonNode question) {
		ObjectNode input = (ObjectNode) question.path("request").path("input").deepCopy();
		input.putObject("answers").put(input.path("questions").path(0).path("question").asString(""), "blue");
		ObjectNode line = JsonMapper.shared().createObjectNode().put("type", "control_response");
		ObjectNode response = line.putObject("response").put("subtype", "success");
		response.set("request_id", question.path("request_id"));
		response.putObject("response").put("behavior", "allow").set("updatedInput", input);
		return line;
	}

	/**
	 * Let the CLI save its conversation and end.
	 */
	@Override
	public void close() throws IOException {
		try {
			this.writer.close();
			this.reader.lines().forEach((line) -> {
			});
			assertThat(this.process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		finally {
			this.process.destroyForcibly();
		}
	}

}
