package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.aaas.acceptance.Signal;
import io.aaas.store.PostgresProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL that can be stopped, frozen and cut off. The service reaches it
 * through a proxy, the auditor past that.
 */
final class PostgresServer implements Database {

	private final Path directory;

	private final PostgresProxy proxy;

	private EmbeddedPostgres server;

	PostgresServer(Path directory) {
		this.directory = directory;
		this.server = start(0);
		this.proxy = new PostgresProxy(this.server.getPort());
	}

	private EmbeddedPostgres start(int port) {
		try {
			return EmbeddedPostgres.builder()
				.setDataDirectory(this.directory)
				.setCleanDataDirectory(false)
				.setPort(port)
				// Else what was acknowledged is lost with the server: it is off for
				// tests.
				.setServerConfig("synchronous_commit", "on")
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public Product product() {
		return Product.POSTGRESQL;
	}

	@Override
	public Map<String, String> environment() {
		return Map.of("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + this.proxy.port()
				+ "/postgres?sslmode=disable&gssEncMode=disable");
	}

	@Override
	public Connection connect() throws SQLException {
		return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + this.server.getPort()
				+ "/postgres?user=postgres&sslmode=disable&gssEncMode=disable");
	}

	PostgresProxy proxy() {
		return this.proxy;
	}

	/** As after a power cut: connections and transactions are gone. */
	void stop() {
		ProcessHandle postmaster = postmaster();
		Signal.QUIT.send(postmaster.pid());
		postmaster.onExit().orTimeout(1, TimeUnit.MINUTES).join();
		try {
			this.server.close();
		}
		catch (IOException | IllegalStateException ex) {
			// There is nothing left for it to stop; it says so after five seconds.
		}
	}

	void restart() {
		this.server = start(this.server.getPort());
	}

	/** It does not answer, and does not refuse. */
	void freeze() {
		processes().forEach((process) -> Signal.STOP.send(process.pid()));
	}

	void thaw() {
		processes().forEach((process) -> Signal.CONT.send(process.pid()));
	}

	private List<ProcessHandle> processes() {
		ProcessHandle postmaster = postmaster();
		return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
	}

	private ProcessHandle postmaster() {
		try (Stream<String> lines = Files.lines(this.directory.resolve("postmaster.pid"))) {
			return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow())).orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void close(AutoCloseable resource) {
		try {
			resource.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.proxy.close();
		close(this.server);
	}

}
