package io.aaas.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowMapper;

/**
 * The first rows of a query, not more of them than can be held in memory.
 *
 * @param rows at least one, if there is any
 * @param more whether the query has others behind them
 */
public record Part<T>(List<T> rows, boolean more) {

	/** Characters; a row with as many comes alone. */
	private static final long MOST_TEXT = 8L * 1024 * 1024;

	/**
	 * How many rows PostgreSQL's driver holds of what is not read yet; it would hold all
	 * of them.
	 */
	public static final int FETCHED = 16;

	public Part {
		rows = List.copyOf(rows);
	}

	/**
	 * Read the rows of a query that asks for one more than the limit.
	 * @param limit how many rows at most
	 * @param mapper makes an element of a row
	 * @param size how many characters of text a row holds
	 */
	public static <T> ResultSetExtractor<Part<T>> of(int limit, RowMapper<T> mapper, Size size) {
		return (row) -> {
			List<T> rows = new ArrayList<>();
			long held = 0;
			while (row.next()) {
				if (rows.size() == limit || held >= MOST_TEXT) {
					return new Part<>(rows, true);
				}
				held += size.of(row);
				rows.add(mapper.mapRow(row, rows.size()));
			}
			return new Part<>(rows, false);
		};
	}

	/**
	 * Tells how large a row is.
	 */
	public interface Size {

		long of(ResultSet row) throws SQLException;

		/** The length of a column's text; 0 of {@code null}. */
		static long ofText(ResultSet row, String column) throws SQLException {
			String text = row.getString(column);
			return (text != null) ? text.length() : 0;
		}

	}

}
