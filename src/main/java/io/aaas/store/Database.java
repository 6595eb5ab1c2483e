package io.aaas.store;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

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
			Path file = dataDirectory.resolve("aaas.db");
			return create("sqlite", sqlite(file, false), sqlite(file, true), properties);
		}
		DataSource postgres = postgres(url, properties);
		return create("postgresql", postgres, postgres, properties);
	}

	private static Database create(String name, DataSource writing, DataSource reading, StoreProperties properties) {
		HikariDataSource writer = pool(name + "-writer", writing, 1, false, properties);
		try {
			Flyway.configure().dataSource(writer).locations("classpath:db/migration").load().migrate();
		}
		catch (RuntimeException ex) {
			writer.close();
			throw ex;
		}
		return new Database(name, writer, pool(name + "-reader", reading, properties.readers(), true, properties));
	}

	private static HikariDataSource pool(String name, DataSource source, int size, boolean readOnly,
			StoreProperties properties) {
		HikariConfig config = new HikariConfig();
		config.setPoolName(name);
		config.setDataSource(source);
		config.setMaximumPoolSize(size);
		config.setConnectionTimeout(properties.connectTimeout().toMillis());
		config.setReadOnly(readOnly);
		return new HikariDataSource(config);
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
		PGSimpleDataSource source = new PGSimpleDataSource();
		if (url.startsWith("jdbc:")) {
			source.setUrl(url);
		}
		else {
			URI uri = URI.create(url);
			source.setUrl("jdbc:postgresql://" + uri.getHost() + ((uri.getPort() > 0) ? ":" + uri.getPort() : "")
					+ uri.getPath() + ((uri.getQuery() != null) ? "?" + uri.getQuery() : ""));
			String userInfo = uri.getRawUserInfo();
			if (userInfo != null) {
				String[] parts = userInfo.split(":", 2);
				source.setUser(UriUtils.decode(parts[0], StandardCharsets.UTF_8));
				source.setPassword((parts.length > 1) ? UriUtils.decode(parts[1], StandardCharsets.UTF_8) : null);
			}
		}
		int seconds = (int) Math.max(1, properties.socketTimeout().toSeconds());
		source.setConnectTimeout((int) Math.max(1, properties.connectTimeout().toSeconds()));
		source.setSocketTimeout(seconds);
		source.setTcpKeepAlive(true);
		source.setReWriteBatchedInserts(true);
		source.setApplicationName("aaas");
		return source;
	}

	@Override
	public void close() {
		this.readers.close();
		this.writer.close();
	}

}
