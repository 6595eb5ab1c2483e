package io.aaas.claude;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the CLI and asks it for its version.
 */
final class ClaudeLocator {

	private static final Logger log = LoggerFactory.getLogger(ClaudeLocator.class);

	/** A cold start reads hundreds of megabytes. */
	private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(20);

	private static final String REMEDY = "Set CLAUDE_CODE_PATH to a Claude Code CLI from " + ClaudeVersion.OLDEST
			+ " on, or install one: npm install -g @anthropic-ai/claude-code";

	private final ClaudeProperties properties;

	private final Map<String, String> environment;

	private final Path directory;

	/**
	 * Create a locator.
	 * @param environment the service's environment
	 * @param directory where the service runs
	 */
	ClaudeLocator(ClaudeProperties properties, Map<String, String> environment, Path directory) {
		this.properties = properties;
		this.environment = environment;
		this.directory = directory;
	}

	/**
	 * Look for it. Must not run on a virtual thread.
	 * @throws ClaudeUnavailableException if there is none that can be used
	 */
	ClaudeInstallation find() {
		Path configured = this.properties.configuredPath();
		if (configured != null) {
			return installation(this.directory.resolve(configured),
					"CLAUDE_CODE_PATH names " + configured + ", which ");
		}
		List<String> looked = new ArrayList<>();
		Path found = Programs.find("claude", this.environment.getOrDefault("PATH", ""));
		looked.add("'claude' on the PATH");
		if (found == null) {
			Path fetched = this.directory.resolve(".claude-cli")
				.resolve(ClaudeVersion.NEWEST.toString())
				.resolve("claude");
			looked.add(fetched.toString());
			found = Files.isExecutable(fetched) ? fetched : null;
		}
		if (found == null) {
			throw new ClaudeUnavailableException(
					"No Claude Code CLI: looked for " + String.join(" and ", looked) + ". " + REMEDY);
		}
		return installation(found, found + " ");
	}

	private ClaudeInstallation installation(Path path, String subject) {
		if (!Files.exists(path)) {
			throw unavailable(subject + "does not exist", null);
		}
		if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
			throw unavailable(subject + "is not a program that can be run", null);
		}
		try {
			Path real = path.toRealPath();
			ClaudeVersion version = version(real);
			if (version.compareTo(ClaudeVersion.OLDEST) < 0) {
				throw unavailable(
						subject + "is version " + version + ", and the oldest that works is " + ClaudeVersion.OLDEST,
						null);
			}
			if (version.compareTo(ClaudeVersion.NEWEST) > 0) {
				log.warn("Claude Code CLI {} is newer than {}, the newest this service was tested with", version,
						ClaudeVersion.NEWEST);
			}
			log.info("Claude Code CLI {} at {}", version, real);
			return new ClaudeInstallation(real, version);
		}
		catch (IOException | IllegalArgumentException ex) {
			throw unavailable(subject + "does not tell its version: " + ex.getMessage(), ex);
		}
	}

	private ClaudeVersion version(Path program) throws IOException {
		Map<String, String> child = new TreeMap<>(ClaudeEnvironment.base(this.environment));
		child.put("HOME", System.getProperty("java.io.tmpdir"));
		Programs.Outcome outcome = Programs.run(List.of(program.toString(), "--version"), child, VERSION_TIMEOUT);
		if (outcome.code() != 0) {
			throw new IOException("exit code " + outcome.code() + ", " + outcome.output());
		}
		return ClaudeVersion.parse(outcome.output());
	}

	private static ClaudeUnavailableException unavailable(String what, @Nullable Throwable cause) {
		return new ClaudeUnavailableException(what + ". " + REMEDY, cause);
	}

}
