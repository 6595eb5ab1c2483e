package io.aaas.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.aaas.problem.StartupException;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import org.springframework.util.StringUtils;

/**
 * The two databases the store works on, as connections for one writer and some readers.
 *
 * @param name {@code sqlite} or {@code postgresql}
 * @param writer a pool of one connection
 * @param readers a pool of as many connections as reads may run at the same time
 */
record Database(String name, HikariDataSource writer, HikariDataSource readers) implements AutoCloseable {

	static Database open(StoreProperties properties, Path dataDirectory) {
		String url = properties.databaseUrl();
		if (!StringUtils.hasText(url)) {
			Path file = privateFile(dataDirectory.resolve("aaas.db"));
			return create("sqlite", sqlite(file, false), sqlite(file, true), properties);
		}
		DataSource postgres = postgres(url, properties);
		return create("postgresql", postgres, postgres, properties);
	}

	private static Database create(String name, DataSource writing, DataSource reading, StoreProperties properties) {
		HikariDataSource writer = pool(name + "-writer", writing, 1, false, properties);
		try {
			// Not by the pool: on PostgreSQL a migration takes a second connection.
			Flyway.configure().dataSource(writing).locations("classpath:db/migration").load().migrate();
		}
		catch (RuntimeException ex) {
			writer.close();
			throw ex;
		}
		return new Database(name, writer, pool(name + "-reader", reading, properties.readers(), true, properties));
	}

	/**
	 * SQLite gives the files beside it the same permissions. The directory alone does not
	 * do: it may have been there, open to others.
	 */
	private static Path privateFile(Path file) {
		try {
			if (Files.notExists(file)) {
				Files.createFile(file,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			}
			return file;
		}
		catch (IOException ex) {
			throw new StartupException("the database " + file + " cannot be made (" + ex + "); set DATA_DIR", ex);
		}
	}

	private static HikariDataSource pool(String name, DataSource source, int size, boolean readOnly,
			StoreProperties properties) {
		HikariConfig config = new HikariConfig();
		config.setPoolName(name);
		config.setDataSource(source);
		config.setMaximumPoolSize(size);
		config.setConnectionTimeout(properties.connectTimeout().toMillis());
		config.setAutoCommit(true);
		config.setReadOnly(readOnly);
		if (readOnly && source instanceof PGSimpleDataSource) {
			// One snapshot for the statements of a read, as SQLite gives.
			config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
		}
		try {
			return new HikariDataSource(config);
		}
		catch (PoolInitializationException ex) {
			Throwable reason = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new StartupException(
					"the database cannot be opened (" + reason.getMessage() + "); check DATABASE_URL and DATA_DIR", ex);
		}
	}

	private static DataSource sqlite(Path file, boolean readOnly) {
		SQLiteConfig config = new SQLiteConfig();
		config.setJournalMode(SQLiteConfig.JournalMode.WAL);
		// FULL costs nothing that matters under group commit, and an acknowledged message
		// survives a power cut.
		config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
		config.setBusyTimeout(5000);
		config.enforceForeignKeys(true);
		config.setReadOnly(readOnly);
		if (!readOnly) {
			config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
		}
		SQLiteDataSource source = new SQLiteDataSource(config);
		source.setUrl("jdbc:sqlite:" + file);
		return source;
	}

	private static DataSource postgres(String url, StoreProperties properties) {
		PostgresUrl location = PostgresUrl.parse(url);
		PGSimpleDataSource source = new PGSimpleDataSource();
		source.setUrl(location.jdbcUrl());
		if (location.user() != null) {
			source.setUser(location.user());
			source.setPassword(location.password());
		}
		int seconds = (int) Math.max(1, properties.socketTimeout().toSeconds());
		source.setConnectTimeout((int) Math.max(1, properties.connectTimeout().toSeconds()));
		source.setSocketTimeout(seconds);
		source.setTcpKeepAlive(true);
		source.setReWriteBatchedInserts(true);
		source.setApplicationName("aaas");
		return source;
	}

	/** Whether it is a server that can be lost as a whole. */
	boolean isRemote() {
		return this.name.equals("postgresql");
	}

	@Override
	public void close() {
		this.readers.close();
		this.writer.close();
	}

}
