package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs the service can be given as the CLI.
 */
public final class Cli {

	private Cli() {
	}

	/** Both ends of the supported range. */
	static Stream<String> versions() {
		return Stream.of(System.getProperty("claude.oldest"), System.getProperty("claude.newest"));
	}

	static String newest() {
		return System.getProperty("claude.newest");
	}

	/** The real one, fetched by the build. */
	static String real(String version) {
		return Path.of(".claude-cli", version, "claude").toAbsolutePath().toString();
	}

	/**
	 * A copy of the scripted one.
	 * @param directory where to put it
	 * @param settings lines of its settings file
	 */
	public static String fake(Path directory, List<String> settings) {
		Path source = Path.of("src/test/fake-claude");
		try (Stream<Path> files = Files.list(source)) {
			Files.createDirectories(directory);
			for (Path file : files.toList()) {
				Files.copy(file, directory.resolve(file.getFileName().toString()));
			}
			Path program = directory.resolve("claude");
			Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
			Files.write(directory.resolve("claude.settings"), settings);
			return program.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
