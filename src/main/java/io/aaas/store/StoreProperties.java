package io.aaas.store;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the service keeps what it must not lose.
 *
 * @param dataDirectory the directory of this node's own files
 * @param databaseUrl a {@code postgresql://} or {@code jdbc:postgresql:} URL; absent, an
 * SQLite file in the data directory
 * @param readers how many reads run at the same time
 * @param connectTimeout how long to wait for a connection before the database counts as
 * unavailable
 * @param socketTimeout how long one statement may stay without an answer (PostgreSQL)
 */
@ConfigurationProperties("aaas.store")
record StoreProperties(@DefaultValue("./data") Path dataDirectory, @Nullable String databaseUrl,
		@DefaultValue("4") int readers, @DefaultValue("3s") Duration connectTimeout,
		@DefaultValue("5s") Duration socketTimeout) {

	/** Keeps the password that a URL may hold out of logs. */
	@Override
	public String toString() {
		return "StoreProperties[dataDirectory=" + this.dataDirectory + "]";
	}

}
