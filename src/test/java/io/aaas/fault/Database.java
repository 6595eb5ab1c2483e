package io.aaas.fault;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * The database of the service under test, as an auditor sees it: from outside, past the
 * service.
 */
interface Database extends AutoCloseable {

	/** Where the service keeps its data. */
	enum Product {

		SQLITE, POSTGRESQL

	}

	Product product();

	/** What the service is told of it. */
	Map<String, String> environment();

	Connection connect() throws SQLException;

	/** Such as {@code PostgreSQL 18.6}. */
	default String version() {
		try (Connection connection = connect()) {
			return connection.getMetaData().getDatabaseProductName() + " "
					+ connection.getMetaData().getDatabaseProductVersion();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	void close();

	/**
	 * The file that the service makes in its data directory.
	 * @param file where that is
	 */
	static Database sqlite(Path file) {
		return new Database() {

			@Override
			public Product product() {
				return Product.SQLITE;
			}

			@Override
			public Map<String, String> environment() {
				return Map.of();
			}

			@Override
			public Connection connect() throws SQLException {
				return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
			}

			@Override
			public void close() {
			}

		};
	}

}
