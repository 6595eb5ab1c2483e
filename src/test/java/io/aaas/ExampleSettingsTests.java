package io.aaas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of the settings is what the service reads.
 */
class ExampleSettingsTests {

	/** The image sets these. */
	private static final Set<String> OF_THE_CONTAINER = Set.of("HOST", "PORT", "MANAGEMENT_PORT", "DATA_DIR",
			"WORKSPACES_DIR", "CLAUDE_CODE_PATH");

	private static final Map<String, String> OF_THE_LOG = Map.of("LOG_LEVEL", "INFO", "LOG_FORMAT", "text");

	@Test
	void everySettingHasItsLine() throws Exception {
		Map<String, String> example = settings(".env.example", "(?m)^#([A-Z_]+)=(.*)$");
		Map<String, String> read = settings("src/main/resources/application.yaml",
				"\\$\\{([A-Z_]+):((?:[^${}]|\\$\\{[A-Z_]+:\\})*)\\}");
		read.put("ANTHROPIC_API_KEY", "");
		read.putAll(OF_THE_LOG);
		assertThat(example).isEqualTo(read);
	}

	@Test
	void everySettingIsDocumentedWithItsDefault() throws Exception {
		assertThat(settings("docs/configuration.md", "(?m)^\\| `([A-Z_]+)` \\| `?([^|`]*?)`? \\|"))
			.isEqualTo(settings(".env.example", "(?m)^#([A-Z_]+)=(.*)$"));
	}

	@Test
	void everySettingReachesTheContainer() throws Exception {
		Set<String> expected = settings(".env.example", "(?m)^#([A-Z_]+)=(.*)$").keySet();
		expected.removeAll(OF_THE_CONTAINER);
		assertThat(settings("docker-compose.yml", "(?m)^      ([A-Z_]+): \\$\\{(\\1):-}$").keySet())
			.containsAll(expected)
			.doesNotContainAnyElementsOf(OF_THE_CONTAINER);
	}

	@Test
	void everyFieldOfAnAgentIsDocumented() throws Exception {
		Set<String> documented = new TreeSet<>(
				settings("docs/configuration.md", "(?m)^\\| `([a-z_]+)` \\| ([^|]*)").keySet());
		Set<String> fields = Arrays.stream(Class.forName("io.aaas.agent.AgentConfig").getRecordComponents())
			.map((component) -> component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(fields);
	}

	private static Map<String, String> settings(String file, String form) throws IOException {
		List<MatchResult> found = Pattern.compile(form).matcher(Files.readString(Path.of(file))).results().toList();
		return found.stream()
			.collect(Collectors.toMap((match) -> match.group(1), (match) -> match.group(2).strip(), (a, b) -> a,
					TreeMap::new));
	}

}
