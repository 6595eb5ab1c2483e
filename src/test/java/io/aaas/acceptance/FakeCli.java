package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The scripted CLI of a service that runs in this JVM; its settings can be changed at any
 * time, and hold from the next start of a process on.
 */
final class FakeCli {

	private final Path directory;

	private final Path program;

	private FakeCli(Path directory) {
		this.directory = directory;
		this.program = Path.of(Cli.fake(directory.resolve("cli"), List.of()));
		settings();
	}

	Path program() {
		return this.program;
	}

	/** Set these, and nothing else; what the CLI does is written down in any case. */
	void settings(String... lines) {
		try {
			Files.write(this.program.resolveSibling("claude.settings"),
					Stream.concat(Stream.of("ledger=" + ledgerFile()), Stream.of(lines)).toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path ledgerFile() {
		return this.directory.resolve("ledger.jsonl");
	}

	/** All starts, executed messages and exits so far. */
	List<JsonNode> ledger() {
		try {
			return Files.exists(ledgerFile())
					? Files.readAllLines(ledgerFile()).stream().map(JsonMapper.shared()::readTree).toList() : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes each test context use a CLI of its own.
	 */
	static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			try {
				FakeCli cli = new FakeCli(Files.createTempDirectory("aaas-test-cli-"));
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("fakeCli", Map.of("CLAUDE_CODE_PATH", cli.program().toString())));
				context.getBeanFactory().registerSingleton("fakeCli", cli);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
