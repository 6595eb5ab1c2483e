package io.aaas.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * An older PostgreSQL than the embedded one, where a Docker engine runs.
 */
@Testcontainers(disabledWithoutDocker = true)
class PostgresContainerStoreTests extends StoreContract {

	@Container
	private static final PostgreSQLContainer container = new PostgreSQLContainer("postgres:15-alpine");

	private static final AtomicInteger databases = new AtomicInteger();

	@Override
	TestStore open() {
		String name = "store" + databases.incrementAndGet();
		try (Connection connection = DriverManager.getConnection(container.getJdbcUrl(), container.getUsername(),
				container.getPassword()); Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return TestStore.postgres(
				"postgresql://" + container.getUsername() + ":" + container.getPassword() + "@" + container.getHost()
						+ ":" + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + name);
	}

}
