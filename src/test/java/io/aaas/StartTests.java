package io.aaas;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service as a process of its own, as its operator meets it.
 */
@Timeout(120)
class StartTests {

	private static final Pattern LISTENING = Pattern.compile("Listening on (http://127\\.0\\.0\\.1:\\d+)");

	@TempDir
	Path directory;

	private @Nullable Process process;

	@AfterEach
	void stop() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	@Test
	void emptyVariablesAreAbsentAndTheLogIsJson() throws Exception {
		Files.writeString(this.directory.resolve(".env"), "LOG_FORMAT=json\nDATA_DIR=\nAAAS_API_KEY=\n");
		List<String> log = new ArrayList<>();
		String url = start(Map.of("HOST", "", "AAAS_API_KEY", "", "DATABASE_URL", "", "MAX_AGENTS", "", "LOG_LEVEL", "",
				"LOG_FORMAT", "", "API_DOCS", "", "ALLOWED_HOSTS", ""), log);
		Path key = this.directory.resolve("data/admin.key");
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url + "/api/v1/whoami"))
				.header("X-API-Key", Files.readString(key).strip())
				.header("X-Request-Id", "in-json")
				.build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		while (!log.getLast().contains("/api/v1/whoami")) {
			log.add(line());
		}
		JsonMapper mapper = new JsonMapper();
		assertThat(log).allSatisfy((line) -> assertThat(mapper.readTree(line).path("message").asString()).isNotBlank());
		JsonNode access = mapper.readTree(log.getLast());
		assertThat(access.path("request_id").asString()).isEqualTo("in-json");
		assertThat(access.path("level").asString()).isEqualTo("INFO");
		assertThat(access.path("@timestamp").asString()).endsWith("Z");
		assertThat(access.has("tags")).isFalse();
		String terminal = Files.readString(this.directory.resolve("stderr"));
		assertThat(terminal).contains("The admin key is in data/admin.key", "curl -s " + url + "/api/v1/query",
				"$(cat data/admin.key)");
		assertThat(String.join("\n", log) + terminal).doesNotContain(Files.readString(key).strip());
	}

	@Test
	void unfitKeyStopsTheStartWithOneLine() throws Exception {
		launch(Map.of("AAAS_API_KEY", "short"));
		assertThat(process().waitFor()).isEqualTo(1);
		assertThat(Files.readString(this.directory.resolve("stderr")).lines()).singleElement()
			.asString()
			.startsWith("The service does not start: AAAS_API_KEY must be 32 to 200 visible ASCII characters");
		assertThat(process().inputReader().lines().filter((line) -> !line.contains(" INFO "))).isEmpty();
		assertThat(this.directory.resolve("data/admin.key")).doesNotExist();
	}

	@Test
	void unknownLogLevelStopsTheStartWithOneLine() throws Exception {
		launch(Map.of("LOG_LEVEL", "loud"));
		assertThat(process().waitFor()).isEqualTo(1);
		assertThat(Files.readString(this.directory.resolve("stderr")).lines()).singleElement()
			.asString()
			.contains("LOG_LEVEL");
	}

	@Test
	void exampleSettingsStartTheServiceUnchanged() throws Exception {
		Files.copy(Path.of(".env.example"), this.directory.resolve(".env"));
		List<String> log = new ArrayList<>();
		start(Map.of(), log);
		assertThat(log).noneMatch((line) -> line.contains(" ERROR "));
		assertThat(log.size()).isLessThan(20);
		assertThat(this.directory.resolve("data/admin.key")).exists();
	}

	@Test
	void exampleSettingsStartTheServiceWhenEveryLineCounts() throws Exception {
		Files.writeString(this.directory.resolve(".env"),
				Files.readString(Path.of(".env.example")).replaceAll("(?m)^#([A-Z_]+=)", "$1"));
		List<String> log = new ArrayList<>();
		start(Map.of(), log);
		assertThat(log).noneMatch((line) -> line.contains(" ERROR "));
		assertThat(this.directory.resolve("data/admin.key")).exists();
	}

	private String start(Map<String, String> variables, List<String> log) throws IOException {
		launch(variables);
		while (true) {
			String line = line();
			log.add(line);
			Matcher listening = LISTENING.matcher(line);
			if (listening.find()) {
				return listening.group(1);
			}
		}
	}

	private String line() throws IOException {
		BufferedReader reader = process().inputReader();
		String line = reader.readLine();
		if (line == null) {
			throw new AssertionError(Files.readString(this.directory.resolve("stderr")));
		}
		return line;
	}

	private void launch(Map<String, String> variables) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp", classPath(),
				AaasApplication.class.getName());
		builder.directory(this.directory.toFile());
		builder.environment().clear();
		builder.environment().putAll(variables);
		builder.environment().put("PATH", System.getenv("PATH"));
		builder.environment().put("PORT", "0");
		builder.redirectError(this.directory.resolve("stderr").toFile());
		this.process = builder.start();
	}

	/**
	 * Without the tests' own controllers.
	 */
	private static String classPath() {
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return Arrays.stream(all.split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private Process process() {
		if (this.process == null) {
			throw new AssertionError("Nothing was started");
		}
		return this.process;
	}

}
