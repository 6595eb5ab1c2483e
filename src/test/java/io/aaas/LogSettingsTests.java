package io.aaas;

import io.aaas.problem.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LogSettingsTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "DEBUG, DEBUG, INFO", "info, INFO, WARN", "Warning, WARN, WARN", "warn, WARN, WARN",
			"ERROR, ERROR, ERROR" })
	void levelIsTakenInAnyCase(String set, String own, String libraries) {
		this.environment.setProperty("LOG_LEVEL", set);
		apply();
		assertThat(this.environment.getProperty("logging.level.io.aaas")).isEqualTo(own);
		assertThat(this.environment.getProperty("logging.level.root")).isEqualTo(libraries);
	}

	@Test
	void defaultIsTextAtInfo() {
		apply();
		assertThat(this.environment.getProperty("logging.level.io.aaas")).isEqualTo("INFO");
		assertThat(this.environment.getProperty("aaas.log.format")).isEqualTo("text");
	}

	@ParameterizedTest
	@CsvSource({ "LOG_LEVEL, LOUD", "LOG_FORMAT, xml" })
	void unknownValueIsRefused(String name, String value) {
		this.environment.setProperty(name, value);
		assertThatExceptionOfType(StartupException.class).isThrownBy(this::apply).withMessageContaining(name);
	}

	private void apply() {
		new LogSettings().postProcessEnvironment(this.environment, new SpringApplication());
	}

}
