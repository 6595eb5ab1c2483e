package io.aaas.agent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Columns as Java values: times are epoch milliseconds, documents JSON text.
 */
final class Rows {

	private Rows() {
	}

	static Instant instant(ResultSet rs, String column) throws SQLException {
		return Instant.ofEpochMilli(rs.getLong(column));
	}

	static @Nullable Instant nullableInstant(ResultSet rs, String column) throws SQLException {
		Instant instant = instant(rs, column);
		return rs.wasNull() ? null : instant;
	}

	static @Nullable Integer integer(ResultSet rs, String column) throws SQLException {
		int value = rs.getInt(column);
		return rs.wasNull() ? null : value;
	}

	static JsonNode tree(ResultSet rs, String column) throws SQLException {
		return JsonMapper.shared().readTree(rs.getString(column));
	}

	static @Nullable Long millis(@Nullable Instant instant) {
		return (instant != null) ? instant.toEpochMilli() : null;
	}

	/** A list of parameters, some of which may be null. */
	static List<@Nullable Object> list(@Nullable Object... values) {
		return Arrays.asList(values);
	}

}
