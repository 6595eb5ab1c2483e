package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;

import org.springframework.util.FileSystemUtils;

/**
 * The scripted fake CLI of {@code src/test/fake-claude}, installed with settings of its
 * own, and directories for its agents.
 */
final class FakeClaude implements AutoCloseable {

	/**
	 * Processes are found by it in the whole process table: two runs at a time must not
	 * share it.
	 */
	static final String AGENT = "agent-" + UUID.randomUUID();

	private static final Path SOURCE = Path.of("src/test/fake-claude");

	/** What the program requires, in this order. */
	private static final List<String> PARTS = List.of("wire.pl", "script.pl", "conversation.pl");

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
			Path executable = Files.writeString(program.resolve("claude"), assembled(settings));
			Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
			this.cli = cli(program.resolve("claude"), sandbox, this.directory.resolve("agents"), stopTimeout);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The fake as one file, settings included: the sandbox shows the program and nothing
	 * beside it.
	 */
	private static String assembled(String... settings) throws IOException {
		String program = Files.readString(SOURCE.resolve("claude"));
		StringBuilder parts = new StringBuilder();
		for (String part : PARTS) {
			parts.append("{\n")
				.append(Files.readString(SOURCE.resolve(part))
					.replace("use v5.36;", "use v5.36; no warnings 'shadow';"))
				.append("}\n");
		}
		StringBuilder values = new StringBuilder();
		for (String setting : settings) {
			String[] pair = setting.split("=", 2);
			values.append("$setting{'")
				.append(pair[0])
				.append("'} = '")
				.append(pair[1].replace("'", "\\'"))
				.append("';\n");
		}
		return program.replaceFirst("(?m)^require\\(.*$", Matcher.quoteReplacement(parts.toString()))
			.replaceFirst("(?m)^our \\$recent", Matcher.quoteReplacement(values + "our $recent"));
	}

	static ClaudeCli cli(Path program, ClaudeProperties.SandboxMode sandbox, Path hidden) {
		return cli(program, sandbox, hidden, STOP_TIMEOUT);
	}

	private static ClaudeCli cli(Path program, ClaudeProperties.SandboxMode sandbox, Path hidden,
			Duration stopTimeout) {
		ClaudeProperties properties = new ClaudeProperties(program.toString(), sandbox, stopTimeout,
				ClaudeProperties.OnServiceLoss.FINISH, List.of(hidden.toString()),
				new ClaudeProperties.Limits(null, null, null));
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
					spool.resolve(number + ".out"), spool.resolve(number + ".err"), model, SandboxChoice.AS_CONFIGURED,
					secrets);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The same, confined otherwise. */
	static ClaudeLaunch confined(ClaudeLaunch launch, SandboxChoice choice) {
		return new ClaudeLaunch(launch.agentId(), launch.number(), launch.options(), launch.session(),
				launch.workingDirectory(), launch.configDirectory(), launch.temporaryDirectory(), launch.spool(),
				launch.errors(), launch.modelEnvironment(), choice, launch.secrets());
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
