package io.aaas;

import java.util.Locale;
import java.util.Map;

import io.aaas.problem.StartupException;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Turns {@code LOG_LEVEL} and {@code LOG_FORMAT} into what the logging system
 * understands. Spring knows no {@code WARNING}, and Logback reads an unknown level as
 * {@code DEBUG}. The libraries are kept one level quieter than the service itself.
 */
class LogSettings implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String level = environment.getProperty("LOG_LEVEL", "INFO").strip().toUpperCase(Locale.ROOT);
		String format = environment.getProperty("LOG_FORMAT", "text").strip().toLowerCase(Locale.ROOT);
		if (!format.equals("text") && !format.equals("json")) {
			throw new StartupException("LOG_FORMAT is \"" + format + "\", but must be text or json.");
		}
		String own = switch (level) {
			case "DEBUG", "INFO", "WARN", "ERROR" -> level;
			case "WARNING" -> "WARN";
			default -> throw new StartupException(
					"LOG_LEVEL is \"" + level + "\", but must be DEBUG, INFO, WARNING or ERROR.");
		};
		String libraries = switch (own) {
			case "DEBUG" -> "INFO";
			case "INFO" -> "WARN";
			default -> own;
		};
		// Last, so that Spring's own logging.level.* settings still win.
		environment.getPropertySources()
			.addLast(new MapPropertySource("logSettings",
					Map.of("logging.level.root", libraries, "logging.level.io.aaas", own, "aaas.log.format", format)));
	}

}
