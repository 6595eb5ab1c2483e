package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Java client that OpenAPI Generator makes of {@code docs/openapi.yaml}, with its
 * default library, compiles and lives an agent's life with the service.
 */
class JavaClientIT {

	/** The generator, and what its clients need; the build copies them. */
	private static final Path TOOLS = Path.of("target/java-client").toAbsolutePath();

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void generatedClientCompilesAndWorks() throws Exception {
		Path client = Files.createDirectory(this.directory.resolve("client"));
		String libraries = TOOLS.resolve("lib") + "/*";
		Command.run(client, List.of(java("java"), "-XX:TieredStopAtLevel=1", "-cp", TOOLS + "/*",
				"org.openapitools.codegen.OpenAPIGenerator", "generate", "--generator-name=java",
				"--input-spec=" + Path.of("docs/openapi.yaml").toAbsolutePath(), "--output=.",
				"--global-property=apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
				"--additional-properties=invokerPackage=generated,apiPackage=generated.api,modelPackage=generated.model,"
						+ "openApiNullable=false,useJakartaEe=true"));
		List<String> compile = new ArrayList<>(List.of(java("javac"), "-d", "classes", "-cp", libraries,
				Path.of("src/test/client/java/Life.java").toAbsolutePath().toString()));
		compile.addAll(sources(client.resolve("src/main/java")));
		Command.run(client, compile);
		try (RunningService service = new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH",
				Cli.real(Cli.newest()), "MODEL_BACKEND", "offline", "AAAS_API_KEY", "k".repeat(40)))) {
			Command.run(client, List.of(java("java"), "-cp", "classes:" + libraries, "Life", service.start().base(),
					"k".repeat(40)));
		}
	}

	private static String java(String program) {
		return Path.of(System.getProperty("java.home"), "bin", program).toString();
	}

	private static List<String> sources(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.map(Path::toString).filter((file) -> file.endsWith(".java")).toList();
		}
	}

}
