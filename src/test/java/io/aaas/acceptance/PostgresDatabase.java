package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives a test context a PostgreSQL of its own, which ends with the JVM.
 */
final class PostgresDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		try {
			int port = EmbeddedPostgres.start().getPort();
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("postgres", Map.of("DATABASE_URL",
						"postgresql://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable&gssEncMode=disable")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
