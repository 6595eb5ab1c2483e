package io.aaas.store;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The oldest PostgreSQL that is supported, where a Docker engine runs: the other tests
 * run on the newest.
 */
@Testcontainers(disabledWithoutDocker = true)
class PostgresContainerStoreTests extends StoreContract {

	@Container
	private final PostgreSQLContainer container = new PostgreSQLContainer("postgres:15-alpine");

	@Override
	TestStore open() {
		return TestStore
			.postgres("postgresql://" + this.container.getUsername() + ":" + this.container.getPassword() + "@"
					+ this.container.getHost() + ":" + this.container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT)
					+ "/" + this.container.getDatabaseName());
	}

}
