package io.aaas.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A database of a test's own, with nothing in it, and the store on it.
 */
public final class TestStore implements AutoCloseable {

	private final StoreProperties properties;

	private final DataDirectory directory;

	private Store store;

	private TestStore(@Nullable String url) {
		try {
			this.properties = new StoreProperties(Files.createTempDirectory("aaas-store-"), url, 4,
					Duration.ofSeconds(3), Duration.ofSeconds(5));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.directory = new DataDirectory(this.properties);
		this.store = new Store(this.properties, this.directory, new SimpleMeterRegistry());
	}

	public static TestStore sqlite() {
		return new TestStore(null);
	}

	/** On a PostgreSQL that all tests share. */
	public static TestStore postgres() {
		return new TestStore(TestPostgres.newDatabase());
	}

	/** On the same PostgreSQL, over a way that can be cut. */
	public static TestStore postgres(PostgresProxy proxy) {
		return new TestStore(
				TestPostgres.newDatabase().replace(":" + TestPostgres.port() + "/", ":" + proxy.port() + "/"));
	}

	static TestStore postgres(String url) {
		return new TestStore(url);
	}

	public Store store() {
		return this.store;
	}

	public DataDirectory directory() {
		return this.directory;
	}

	StoreProperties properties() {
		return this.properties;
	}

	/** As a restart of the service does. */
	public Store reopen() {
		this.store.destroy();
		this.store = new Store(this.properties, this.directory, new SimpleMeterRegistry());
		return this.store;
	}

	@Override
	public void close() {
		try {
			this.store.destroy();
			this.directory.destroy();
			FileSystemUtils.deleteRecursively(this.directory.path());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
