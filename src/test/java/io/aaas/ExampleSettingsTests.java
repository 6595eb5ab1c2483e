package io.aaas;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExampleSettingsTests {

	@Test
	void everySettingHasItsLine() throws Exception {
		String yaml = Files.readString(Path.of("src/main/resources/application.yaml"));
		Set<String> read = Pattern.compile("\\$\\{([A-Z_]+)")
			.matcher(yaml)
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		read.addAll(Set.of("LOG_LEVEL", "LOG_FORMAT"));
		read.remove("CLAUDE_API_KEY");
		List<String> lines = Files.readAllLines(Path.of(".env.example"));
		Set<String> shown = lines.stream()
			.filter((line) -> line.matches("#?[A-Z_]+=.*"))
			.map((line) -> line.replaceFirst("#?([A-Z_]+)=.*", "$1"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(shown).isEqualTo(read);
	}

}
