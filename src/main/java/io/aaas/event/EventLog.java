package io.aaas.event;

import java.sql.ResultSet;
import java.sql.SQLException;
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

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * The append-only logs of all agents. Numbers are allotted by the agent's owner; a number
 * that exists cannot be written twice.
 */
@Component
public final class EventLog {

	private static final int BACKLOG_LIMIT = 500;

	private final Topics topics = new Topics();

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
	 * Tell those who follow an agent. To be called once the events are committed, one
	 * call after the other, in the order of their numbers.
	 * @param agentId the agent
	 * @param items the events as they were appended, and what comes between them
	 */
	public void publish(String agentId, List<? extends Published> items) {
		this.topics.publish(agentId, items);
	}

	/**
	 * Follow an agent's log.
	 * @param agentId the agent
	 * @param after the number behind which to begin; 0 for the start
	 * @param selection what to be told
	 * @param follow whether to wait for what comes, and not to end where the log does
	 * @return to be read by one thread, and closed
	 */
	public EventSubscription subscribe(String agentId, long after, Selection selection, boolean follow) {
		// Before anything is read: what is committed from here on is published to it.
		Topic topic = this.topics.enter(agentId, selection.deltas());
		return new EventSubscription(this, topic, agentId, after, selection, follow,
				() -> this.topics.leave(agentId, selection.deltas()));
	}

	/**
	 * How many follow a log.
	 * @return the number of open subscriptions
	 */
	public int subscribers() {
		return this.topics.readers();
	}

	/**
	 * The agent never was: nobody need wait for its events.
	 * @param agentId the agent
	 */
	public void forget(String agentId) {
		this.topics.close(agentId);
	}

	/**
	 * The service stops: nobody need wait for messages to end any longer.
	 */
	public void close() {
		this.topics.closeAll();
	}

	@EventListener(ContextClosedEvent.class)
	void onClosing() {
		this.topics.drainAll();
	}

	/**
	 * Where a message begins.
	 * @param agentId the agent
	 * @param messageId the message
	 * @return the number of its first event, or 0 if the log has none of it
	 */
	public long firstOf(String agentId, String messageId) {
		return this.store.read((transaction) -> transaction
			.sql("select coalesce(min(seq), 0) from events where agent_id = ? and message_id = ?")
			.params(agentId, messageId)
			.query(Long.class)
			.single());
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
			return query.query((row, number) -> event(row)).list();
		});
	}

	/**
	 * What is there behind a number, not more than a reader can hold; of whatever type,
	 * the agent's end.
	 */
	Backlog backlog(String agentId, long after, Selection selection, int mostBytes) {
		return this.store.read((transaction) -> {
			long last = transaction.sql("select coalesce(max(seq), 0) from events where agent_id = ?")
				.param(agentId)
				.query(Long.class)
				.single();
			return (last > after) ? backlog(transaction, agentId, after, last, selection, mostBytes)
					: new Backlog(List.of(), after, true);
		});
	}

	private static Backlog backlog(Transaction transaction, String agentId, long after, long last, Selection selection,
			int mostBytes) {
		List<EventType> types = selection.types();
		List<Event> events = new ArrayList<>();
		boolean complete = transaction.sql("""
				select * from events where agent_id = :agent and seq > :after and seq <= :last
				and (:all = 1 or type = 'agent.deleted' or type in (:types))
				and (cast(:message as text) is null or type = 'agent.deleted' or message_id = :message)
				order by seq limit :limit""")
			.param("agent", agentId)
			.param("after", after)
			.param("last", last)
			.param("all", types.isEmpty() ? 1 : 0)
			.param("types", types.isEmpty() ? List.of("") : types.stream().map(EventType::wireName).toList())
			.param("message", selection.messageId())
			.param("limit", BACKLOG_LIMIT)
			.query((ResultSet rows) -> {
				int bytes = 0;
				while (rows.next()) {
					events.add(event(rows));
					bytes += events.getLast().size();
					if (bytes >= mostBytes || events.size() == BACKLOG_LIMIT) {
						return events.getLast().seq() == last;
					}
				}
				return true;
			});
		return new Backlog(events, complete ? last : events.getLast().seq(), complete);
	}

	private static Event event(ResultSet row) throws SQLException {
		return new Event(row.getString("agent_id"), row.getLong("seq"), row.getString("message_id"),
				EventType.of(row.getString("type")).orElse(EventType.CLAUDE_UNKNOWN),
				Instant.ofEpochMilli(row.getLong("at")), row.getString("data"));
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

	/**
	 * A part of a log.
	 *
	 * @param events the events, of the types asked for
	 * @param through the number up to which the log was looked through
	 * @param complete whether that was its end
	 */
	record Backlog(List<Event> events, long through, boolean complete) {
	}

}
