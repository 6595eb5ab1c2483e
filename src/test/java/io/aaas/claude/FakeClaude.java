package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * The scripted fake CLI of {@code src/test/fake-claude}, installed with settings of its
 * own, and directories for its agents. Not below {@code /tmp}, which the sandbox hides.
 */
final class FakeClaude implements AutoCloseable {

	/**
	 * Processes are found by it in the whole process table: two runs at a time must not
	 * share it.
	 */
	static final String AGENT = "agent-" + UUID.randomUUID();

	private static final Path SOURCE = Path.of("src/test/fake-claude");

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

	private final Path directory;

	private final List<Talk> talks = new ArrayList<>();

	final ClaudeCli cli;

	FakeClaude(ClaudeProperties.SandboxMode sandbox, String... settings) {
		this(sandbox, STOP_TIMEOUT, settings);
	}

	FakeClaude(ClaudeProperties.SandboxMode sandbox, Duration stopTimeout, String... settings) {
		try {
			this.directory = Path.of("target/fake-claude/" + UUID.randomUUID()).toAbsolutePath();
			Path program = Files.createDirectories(this.directory.resolve("bin"));
			try (Stream<Path> files = Files.list(SOURCE)) {
				for (Path file : files.toList()) {
					Files.copy(file, program.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
				}
			}
			Files.write(program.resolve("claude.settings"), List.of(settings));
			this.cli = cli(program.resolve("claude"), sandbox, this.directory.resolve("agents"), stopTimeout);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static ClaudeCli cli(Path program, ClaudeProperties.SandboxMode sandbox, Path hidden) {
		return cli(program, sandbox, hidden, STOP_TIMEOUT);
	}

	private static ClaudeCli cli(Path program, ClaudeProperties.SandboxMode sandbox, Path hidden,
			Duration stopTimeout) {
		ClaudeProperties properties = new ClaudeProperties(program.toString(), sandbox, stopTimeout, false,
				List.of(hidden.toString()));
		Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
		environment.put("AAAS_API_KEY", "the-service-s-own-secret");
		return new ClaudeCli(properties, Clock.systemUTC(), environment, Path.of("").toAbsolutePath());
	}

	Path directory() {
		return this.directory;
	}

	ClaudeLaunch launch(String agent, int number, ClaudeOptions options, List<String> secrets) {
		return launch(this.directory.resolve("agents"), agent, number, options,
				new ClaudeSession.New(UUID.randomUUID().toString()), Map.of(), secrets);
	}

	static ClaudeLaunch launch(Path root, String agent, int number, ClaudeOptions options, ClaudeSession session,
			Map<String, String> model, List<String> secrets) {
		try {
			Path home = root.resolve(agent);
			Path work = Files.createDirectories(home.resolve("work"));
			Path spool = root.resolveSibling("spool").resolve(agent);
			return new ClaudeLaunch(agent, number, options, session, work, home.resolve("config"), home.resolve("tmp"),
					spool.resolve(number + ".out"), spool.resolve(number + ".err"), model, secrets);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Talk start() {
		return start(launch(UUID.randomUUID().toString(), 1, ClaudeOptions.NONE, List.of()));
	}

	Talk start(ClaudeLaunch launch) {
		Talk talk = Talk.start(this.cli, launch);
		this.talks.add(talk);
		return talk;
	}

	Talk attach(ClaudeLaunch launch, List<ProcessIdentity> processes, long offset) {
		Talk talk = Talk.attach(this.cli, launch, processes, offset);
		this.talks.add(talk);
		return talk;
	}

	@Override
	public void close() throws IOException {
		for (Talk talk : this.talks) {
			talk.process.stop();
		}
		for (Talk talk : this.talks) {
			talk.exit();
		}
		this.cli.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
