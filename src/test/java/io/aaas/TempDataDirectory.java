package io.aaas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives each test context a data directory of its own.
 */
public class TempDataDirectory implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		try {
			String directory = Files.createTempDirectory("aaas-test-").toString();
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("tempDataDirectory", Map.of("DATA_DIR", directory)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
