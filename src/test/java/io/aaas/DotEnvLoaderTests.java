package io.aaas;

import java.nio.charset.StandardCharsets;

import io.aaas.problem.StartupException;
import org.junit.jupiter.api.Test;

import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DotEnvLoaderTests {

	@Test
	void linesAreReadAsShellsDo() throws Exception {
		PropertySource<?> source = load("""
				# a comment
				PORT=9000
				export HOST = 0.0.0.0
				QUOTED="a b"
				SINGLE='c\\d'
				URL=jdbc:postgresql://db/x?a=b
				EMPTY=
				BLANK="  "
				""");
		assertThat(source.getProperty("PORT")).isEqualTo("9000");
		assertThat(source.getProperty("HOST")).isEqualTo("0.0.0.0");
		assertThat(source.getProperty("QUOTED")).isEqualTo("a b");
		assertThat(source.getProperty("SINGLE")).isEqualTo("c\\d");
		assertThat(source.getProperty("URL")).isEqualTo("jdbc:postgresql://db/x?a=b");
		assertThat(source.containsProperty("EMPTY")).isFalse();
		assertThat(source.containsProperty("BLANK")).isFalse();
	}

	@Test
	void lineThatSetsNothingIsNamed() {
		assertThatExceptionOfType(StartupException.class).isThrownBy(() -> load("PORT=1\nnonsense\n"))
			.withMessageContaining(".env, line 2");
	}

	private static PropertySource<?> load(String text) throws Exception {
		return new DotEnvLoader().load("test", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8))).getFirst();
	}

}
