package io.aaas.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The CLI as the service starts it, at the end of two pipes.
 */
final class BareCli implements AutoCloseable {

	private final Process process;

	private final OutputStream input;

	private final BufferedReader output;

	/**
	 * Start it, and wait until it takes messages.
	 * @param directory its own: home and working directory
	 */
	BareCli(String program, Path directory, Map<String, String> environment) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(program, "--input-format=stream-json",
				"--output-format=stream-json", "--verbose", "--include-partial-messages", "--replay-user-messages",
				"--permission-prompt-tool=stdio", "--setting-sources=", "--strict-mcp-config",
				"--session-id=" + UUID.randomUUID())
			.directory(directory.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().clear();
		builder.environment().put("PATH", System.getenv("PATH"));
		builder.environment().put("HOME", directory.toString());
		builder.environment().put("CLAUDE_CONFIG_DIR", directory.toString());
		builder.environment().put("DISABLE_AUTOUPDATER", "1");
		builder.environment().put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
		builder.environment().putAll(environment);
		this.process = builder.start();
		this.input = this.process.getOutputStream();
		this.output = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
		write("{\"type\":\"control_request\",\"request_id\":\"1\",\"request\":{\"subtype\":\"initialize\"}}");
		await("control_response");
	}

	/** One turn, to its end. */
	void turn(String text) throws IOException {
		turn(text, "");
	}

	/**
	 * One turn, to its end.
	 * @return how long it took until the first line with this in it
	 */
	long turn(String text, String part) throws IOException {
		long begun = System.nanoTime();
		write("{\"type\":\"user\",\"uuid\":\"" + UUID.randomUUID() + "\",\"message\":{\"role\":\"user\",\"content\":\""
				+ text + "\"}}");
		await(part);
		long found = System.nanoTime() - begun;
		await("\"type\":\"result\"");
		return found;
	}

	private void await(String part) throws IOException {
		String line;
		do {
			line = this.output.readLine();
			if (line == null) {
				throw new IllegalStateException("It ended");
			}
		}
		while (!line.contains(part));
	}

	private void write(String line) throws IOException {
		this.input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		this.input.flush();
	}

	@Override
	public void close() throws IOException {
		this.input.close();
		this.process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
