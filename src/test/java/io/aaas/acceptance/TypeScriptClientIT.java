package io.aaas.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A TypeScript client that is generated from {@code docs/openapi.yaml} compiles, and
 * lives an agent's life with the service.
 */
class TypeScriptClientIT {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void generatedClientCompilesAndWorks() throws Exception {
		Path client = Files.createDirectory(this.directory.resolve("client"));
		for (String file : new String[] { "package.json", "tsconfig.json", "life.ts" }) {
			Files.copy(Path.of("src/test/client/typescript", file), client.resolve(file));
		}
		String document = Path.of("docs/openapi.yaml").toAbsolutePath().toString();
		Command.run(client, List.of("npm", "install", "--no-audit", "--no-fund", "--loglevel=error"));
		Command.run(client, List.of("npx", "openapi-typescript", document, "-o", "api.d.ts"));
		Command.run(client, List.of("npx", "tsc", "-p", "."));
		try (RunningService service = new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH",
				Cli.real(Cli.newest()), "MODEL_BACKEND", "offline", "AAAS_API_KEY", "k".repeat(40)))) {
			Command.run(client, List.of("node", "out/life.js", service.start().base(), "k".repeat(40)));
		}
	}

}
