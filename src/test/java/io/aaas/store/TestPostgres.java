package io.aaas.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL, started by the first test that asks and ended with the JVM.
 */
final class TestPostgres {

	private static final AtomicInteger databases = new AtomicInteger();

	private TestPostgres() {
	}

	/**
	 * An empty database.
	 * @return its URL
	 */
	static String newDatabase() {
		String name = "test" + databases.incrementAndGet();
		try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return url(port(), name);
	}

	static int port() {
		return Server.INSTANCE.getPort();
	}

	static String url(int port, String database) {
		return "postgresql://postgres@127.0.0.1:" + port + "/" + database + "?sslmode=disable&gssEncMode=disable";
	}

	private static final class Server {

		private static final EmbeddedPostgres INSTANCE = start();

		private static EmbeddedPostgres start() {
			try {
				return EmbeddedPostgres.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
