package io.aaas.store;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The statements of one transaction. Valid only inside the function it is handed to.
 * U+0000 is left out of what they store.
 */
public final class Transaction {

	private final JdbcClient client;

	private final JdbcTemplate template;

	Transaction(JdbcTemplate template) {
		this.template = template;
		this.client = JdbcClient.create(template);
	}

	/**
	 * One statement, with its parameters by name or position.
	 * @param sql text that holds no value of a caller
	 * @return the statement
	 */
	public JdbcClient.StatementSpec sql(String sql) {
		return CleanParameters.of(this.client.sql(sql));
	}

	/**
	 * The same statement for many rows, in one round trip where the database can.
	 * @param sql a statement with positional parameters
	 * @param rows the parameters of each row; may be empty
	 */
	public void batch(String sql, List<Object[]> rows) {
		if (!rows.isEmpty()) {
			this.template.batchUpdate(sql, rows.stream().map(CleanParameters::clean).toList());
		}
	}

}
