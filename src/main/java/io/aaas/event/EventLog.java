package io.aaas.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import io.aaas.store.Store;
import io.aaas.store.Transaction;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * The append-only logs of all agents. Numbers are allotted by the agent's owner; a number
 * that exists cannot be written twice.
 */
@Component
public final class EventLog {

	private final Store store;

	EventLog(Store store) {
		this.store = store;
	}

	/**
	 * Append, as part of the caller's transaction.
	 * @param transaction the transaction that also holds what the events tell of
	 * @param tenantId the owner of the agent
	 * @param events the events, of one agent, in order
	 * @param payloads the whole data of those events that hold only a preview of it, by
	 * their number, in parts
	 */
	public void append(Transaction transaction, String tenantId, List<Event> events,
			Map<Long, Iterable<String>> payloads) {
		List<Object[]> rows = new ArrayList<>(events.size());
		Map<Long, Iterable<String>> large = new LinkedHashMap<>(payloads);
		for (Event event : events) {
			String data = event.data();
			if (data.length() > Event.LARGEST_DATA) {
				Payload payload = new Payload(data);
				large.put(event.seq(), payload);
				data = payload.preview();
			}
			rows.add(new Object[] { event.agentId(), event.seq(), tenantId, event.messageId(), event.type().wireName(),
					event.at().toEpochMilli(), data });
		}
		transaction.batch("""
				insert into events (agent_id, seq, tenant_id, message_id, type, at, data)
				values (?, ?, ?, ?, ?, ?, ?)""", rows);
		large.forEach((seq, parts) -> append(transaction, events.getFirst().agentId(), seq, parts));
	}

	private static void append(Transaction transaction, String agentId, long seq, Iterable<String> parts) {
		int number = 0;
		for (String part : parts) {
			transaction.sql("insert into event_payloads (agent_id, seq, part, content) values (?, ?, ?, ?)")
				.params(agentId, seq, number, part)
				.update();
			number++;
		}
	}

	/**
	 * Whether the log holds this very event, and not another one under its number.
	 * @param transaction the caller's transaction
	 * @param event an event that may have been appended
	 * @return {@code true} if it was
	 */
	public boolean holds(Transaction transaction, Event event) {
		return transaction.sql("select message_id from events where agent_id = ? and seq = ? and type = ? and at = ?")
			.params(event.agentId(), event.seq(), event.type().wireName(), event.at().toEpochMilli())
			.query((rs, row) -> Objects.equals(rs.getString("message_id"), event.messageId()))
			.optional()
			.orElse(false);
	}

	/**
	 * Read a page of an agent's log.
	 * @param agentId the agent
	 * @param after the number behind which to begin; 0 for the start
	 * @param limit how many events at most
	 * @param types the types to return; empty for all
	 * @return the events in order
	 */
	public List<Event> read(String agentId, long after, int limit, Collection<EventType> types) {
		String ofTypes = types.isEmpty() ? "" : " and type in (:types)";
		return this.store.read((transaction) -> {
			StatementSpec query = transaction
				.sql("select * from events where agent_id = :agent and seq > :after" + ofTypes
						+ " order by seq limit :limit")
				.param("agent", agentId)
				.param("after", after)
				.param("limit", limit);
			if (!types.isEmpty()) {
				query = query.param("types", types.stream().map(EventType::wireName).toList());
			}
			return query
				.query((rs, row) -> new Event(rs.getString("agent_id"), rs.getLong("seq"), rs.getString("message_id"),
						EventType.of(rs.getString("type")).orElse(EventType.CLAUDE_UNKNOWN),
						Instant.ofEpochMilli(rs.getLong("at")), rs.getString("data")))
				.list();
		});
	}

	/**
	 * Read the whole data of an event, also where the event itself holds a preview only.
	 * @param agentId the agent
	 * @param seq the event's number
	 * @param sink takes the parts in order
	 * @return {@code false} if there is no such event
	 */
	public boolean readData(String agentId, long seq, Consumer<String> sink) {
		Optional<String> data = this.store
			.read((transaction) -> transaction.sql("select data from events where agent_id = :agent and seq = :seq")
				.param("agent", agentId)
				.param("seq", seq)
				.query(String.class)
				.optional());
		if (data.isEmpty()) {
			return false;
		}
		int part = 0;
		while (true) {
			Optional<String> content = readPart(agentId, seq, part);
			if (content.isEmpty()) {
				break;
			}
			sink.accept(content.get());
			part++;
		}
		if (part == 0) {
			sink.accept(data.get());
		}
		return true;
	}

	private Optional<String> readPart(String agentId, long seq, int part) {
		return this.store.read((transaction) -> transaction
			.sql("select content from event_payloads where agent_id = :agent and seq = :seq and part = :part")
			.param("agent", agentId)
			.param("seq", seq)
			.param("part", part)
			.query(String.class)
			.optional());
	}

}
