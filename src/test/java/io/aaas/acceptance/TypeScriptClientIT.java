package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that is generated from {@code docs/openapi.yaml} compiles, and lives an
 * agent's life with the service.
 */
class TypeScriptClientIT {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void generatedClientCompilesAndWorks() throws Exception {
		Path client = Files.createDirectory(this.directory.resolve("client"));
		for (String file : new String[] { "package.json", "tsconfig.json", "life.ts" }) {
			Files.copy(Path.of("src/test/client", file), client.resolve(file));
		}
		Path document = Path.of("docs/openapi.yaml").toAbsolutePath();
		run(client, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error");
		run(client, "npx", "openapi-typescript", document.toString(), "-o", "api.d.ts");
		run(client, "npx", "tsc", "-p", ".");
		try (RunningService service = new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH",
				Cli.real(Cli.newest()), "MODEL_BACKEND", "offline", "AAAS_API_KEY", "k".repeat(40)))) {
			run(client, "node", "out/life.js", service.start().base(), "k".repeat(40));
		}
	}

	private void run(Path client, String... command) throws IOException, InterruptedException {
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).directory(client.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(String.join(" ", command)).isTrue();
		assertThat(process.exitValue()).as(() -> String.join(" ", command) + "\n" + read(output)).isZero();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
