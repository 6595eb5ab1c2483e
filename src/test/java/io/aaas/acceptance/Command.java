package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that has to end well.
 */
final class Command {

	private Command() {
	}

	/** Run it to its end; if that is not well, its output is the error. */
	static void run(Path directory, List<String> command) throws IOException, InterruptedException {
		Path output = Files.createTempFile(directory, "output-", ".txt");
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(String.join(" ", command)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(String.join(" ", command) + "\n" + Files.readString(output)).isZero();
	}

}
