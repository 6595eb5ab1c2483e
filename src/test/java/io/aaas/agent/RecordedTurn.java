package io.aaas.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.aaas.claude.ClaudeCli;
import io.aaas.claude.ClaudeLaunch;
import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.ClaudeOptions;
import io.aaas.claude.ClaudeProcess;
import io.aaas.claude.ClaudeSession;
import io.aaas.claude.SandboxChoice;
import io.aaas.claude.SpoolBatch;

import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * What a real CLI wrote, as recorded under {@code src/test/resources/io/aaas/claude}.
 */
final class RecordedTurn {

	private static final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
			Claude.class);

	private RecordedTurn() {
	}

	/**
	 * The lines of a recording, read as those of a process that a lost service has left.
	 */
	static List<ClaudeLine> lines(String version, String name) {
		try {
			Path directory = Files.createTempDirectory("aaas-recorded-");
			Path spool = directory.resolve("1.out");
			try (InputStream recording = Objects
				.requireNonNull(ClaudeCli.class.getResourceAsStream(version + "/" + name + ".jsonl"))) {
				Files.copy(recording, spool);
			}
			ClaudeLaunch launch = new ClaudeLaunch("agent", 1, ClaudeOptions.NONE,
					new ClaudeSession.Resume("11111111-2222-4333-8444-555555555555"), directory, directory, directory,
					spool, directory.resolve("1.err"), Map.of(), SandboxChoice.AS_CONFIGURED, List.of());
			ClaudeProcess process = context.getBean(ClaudeCli.class).attach(launch, List.of(), 0, 0, () -> {
			});
			process.onExit().join();
			List<ClaudeLine> lines = new ArrayList<>();
			SpoolBatch batch;
			do {
				batch = process.read();
				lines.addAll(batch.lines());
			}
			while (batch.more());
			process.release();
			Files.delete(directory);
			return lines;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The session it belongs to, as the CLI told last. */
	static String session(List<ClaudeLine> lines) {
		return lines.stream()
			.map(ClaudeLine::message)
			.filter(ClaudeMessage.Init.class::isInstance)
			.map((message) -> ((ClaudeMessage.Init) message).sessionId())
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	/** The uuid under which the CLI got the message. */
	static String uuid(List<ClaudeLine> lines) {
		return lines.stream()
			.map(ClaudeLine::message)
			.filter(ClaudeMessage.Replay.class::isInstance)
			.map((message) -> ((ClaudeMessage.Replay) message).uuid())
			.findFirst()
			.orElseThrow();
	}

	@ComponentScan(basePackageClasses = ClaudeCli.class)
	@ConfigurationPropertiesScan(basePackageClasses = ClaudeCli.class)
	@EnableConfigurationProperties(ServerProperties.class)
	static class Claude {

		@Bean
		Clock clock() {
			return Clock.systemUTC();
		}

	}

}
