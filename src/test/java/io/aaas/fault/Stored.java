package io.aaas.fault;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the database holds at a moment.
 *
 * @param agents all agents, deleted ones as well
 * @param messages all messages
 * @param events all events, by agent and number
 * @param launches all launches
 */
record Stored(List<StoredAgent> agents, List<StoredMessage> messages, List<StoredEvent> events,
		List<StoredLaunch> launches) {

	/** Everything. */
	static Stored read(Database database) {
		return read(database, true);
	}

	/** Everything but events, which are many. */
	static Stored readStates(Database database) {
		return read(database, false);
	}

	private static Stored read(Database database, boolean events) {
		try (Connection connection = database.connect()) {
			connection.setAutoCommit(false);
			return new Stored(
					query(connection, "select id, status, activity, pid, launch, last_seq, deleted_at from agents",
							StoredAgent::of),
					query(connection,
							"select id, agent_id, status, content, response, cli_uuid, attempt, redeliveries from messages",
							StoredMessage::of),
					!events ? List.of()
							: query(connection,
									"select agent_id, seq, message_id, type, data from events order by agent_id, seq",
									StoredEvent::of),
					query(connection, "select agent_id, n, ended_at, processes from launches", StoredLaunch::of));
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database cannot be read", ex);
		}
	}

	private static <T> List<T> query(Connection connection, String sql, Row<T> row) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			List<T> result = new ArrayList<>();
			while (rows.next()) {
				result.add(row.of(rows));
			}
			return result;
		}
	}

	@FunctionalInterface
	private interface Row<T> {

		T of(ResultSet rows) throws SQLException;

	}

	/** An agent's row. */
	record StoredAgent(String id, String status, @Nullable String activity, @Nullable Long pid, int launch,
			long lastSeq, boolean deleted) {

		static StoredAgent of(ResultSet row) throws SQLException {
			long pid = row.getLong("pid");
			Long known = row.wasNull() ? null : pid;
			return new StoredAgent(row.getString("id"), row.getString("status"), row.getString("activity"), known,
					row.getInt("launch"), row.getLong("last_seq"), row.getObject("deleted_at") != null);
		}

	}

	/** A message's row. */
	record StoredMessage(String id, String agentId, String status, String content, @Nullable String response,
			String cliUuid, int attempt, int redeliveries) {

		static StoredMessage of(ResultSet row) throws SQLException {
			return new StoredMessage(row.getString("id"), row.getString("agent_id"), row.getString("status"),
					row.getString("content"), row.getString("response"), row.getString("cli_uuid"),
					row.getInt("attempt"), row.getInt("redeliveries"));
		}

		boolean ended() {
			return !this.status.equals("queued") && !this.status.equals("running")
					&& !this.status.equals("waiting_approval");
		}

	}

	/**
	 * An event's row.
	 *
	 * @param line which line of the CLI it tells, by that line's own uuid
	 */
	record StoredEvent(String agentId, long seq, @Nullable String messageId, String type, @Nullable String line) {

		static StoredEvent of(ResultSet row) throws SQLException {
			return new StoredEvent(row.getString("agent_id"), row.getLong("seq"), row.getString("message_id"),
					row.getString("type"), line(JsonMapper.shared().readTree(row.getString("data"))));
		}

		static @Nullable String line(JsonNode data) {
			return data.path("uuid").isString() ? data.get("uuid").stringValue() : null;
		}

		/** Whether a message ends with it. */
		boolean terminal() {
			return switch (this.type) {
				case "message.completed", "message.failed", "message.interrupted", "message.cancelled",
						"message.timed_out", "message.budget_exceeded" ->
					true;
				default -> false;
			};
		}

	}

	/** A launch's row. */
	record StoredLaunch(String agentId, int number, boolean ended, String processes) {

		static StoredLaunch of(ResultSet row) throws SQLException {
			return new StoredLaunch(row.getString("agent_id"), row.getInt("n"), row.getObject("ended_at") != null,
					row.getString("processes"));
		}

	}

}
