package io.aaas.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A second writer on a test's database, whose commits are counted.
 */
final class CountingDatabase implements AutoCloseable {

	private final AtomicInteger commits = new AtomicInteger();

	private final Database database;

	private final GroupCommit writer;

	CountingDatabase(TestStore store) {
		this.database = Database.open(store.properties(), store.directory().path());
		this.writer = new GroupCommit(new TransactionRunner(new DelegatingDataSource(this.database.writer()) {

			@Override
			public Connection getConnection() throws SQLException {
				return counting(super.getConnection());
			}

		}));
	}

	private Connection counting(Connection connection) {
		return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("commit")) {
						this.commits.incrementAndGet();
					}
					try {
						return method.invoke(connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	GroupCommit writer() {
		return this.writer;
	}

	int commits() {
		return this.commits.get();
	}

	boolean waitsForConnection() {
		return this.database.writer().getHikariPoolMXBean().getThreadsAwaitingConnection() > 0;
	}

	@Override
	public void close() {
		this.writer.close();
		this.database.close();
	}

}
