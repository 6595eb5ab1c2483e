package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import io.aaas.store.PostgresProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives a test context a PostgreSQL of its own, and a way to it that can be lost.
 */
final class LosableDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		try {
			PostgresProxy proxy = new PostgresProxy(EmbeddedPostgres.start().getPort());
			context.getBeanFactory().registerSingleton("postgresProxy", proxy);
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("postgres", Map.of("DATABASE_URL", "postgresql://postgres@127.0.0.1:"
						+ proxy.port() + "/postgres?sslmode=disable&gssEncMode=disable")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
