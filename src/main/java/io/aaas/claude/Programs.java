package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Other programs: where they are, and what a short run of one says. Must not run on a
 * virtual thread.
 */
final class Programs {

	private static final int MAX_OUTPUT = 4096;

	private Programs() {
	}

	/** The program of that name in a search path such as {@code PATH}. */
	static @Nullable Path find(String name, String searchPath) {
		return Arrays.stream(searchPath.split(":"))
			.filter((entry) -> !entry.isEmpty() && Path.of(entry).isAbsolute())
			.map((entry) -> Path.of(entry).resolve(name))
			.filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Run a program to its end.
	 * @return what became of it
	 * @throws IOException if it cannot be started or does not end in time
	 */
	static Outcome run(List<String> command, Map<String, String> environment, Duration timeout) throws IOException {
		// A file, as a pipe would have to be read while waiting.
		Path output = Files.createTempFile("aaas-probe", ".out");
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().clear();
			builder.environment().putAll(environment);
			Process process = builder.start();
			process.getOutputStream().close();
			try {
				if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
					throw new IOException("no answer within " + timeout.toSeconds() + " s");
				}
			}
			finally {
				process.destroyForcibly();
			}
			return new Outcome(process.exitValue(), beginning(output));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
		finally {
			Files.deleteIfExists(output);
		}
	}

	/** The last part of a file as text, for an error message. */
	static String tail(Path file) {
		try (var channel = Files.newByteChannel(file)) {
			channel.position(Math.max(0, channel.size() - MAX_OUTPUT));
			ByteBuffer buffer = ByteBuffer.allocate(MAX_OUTPUT);
			channel.read(buffer);
			return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String beginning(Path file) {
		try (var in = Files.newInputStream(file)) {
			return new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What became of a run.
	 *
	 * @param code the exit code
	 * @param output the beginning of what it wrote to stdout and stderr
	 */
	record Outcome(int code, String output) {
	}

}
