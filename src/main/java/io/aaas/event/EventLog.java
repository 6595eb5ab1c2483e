package io.aaas.event;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.aaas.store.Part;
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

	/** How many positions there can be to a millisecond without one being used again. */
	private static final long POSITIONS_PER_MILLISECOND = 1000;

	private final Topics topics = new Topics();

	private final Store store;

	private final Clock clock;

	/** The last one that was given; touched by the thread that writes only. */
	private long position = -1;

	EventLog(Store store, Clock clock) {
		this.store = store;
		this.clock = clock;
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
					event.at().toEpochMilli(), data, nextPosition(transaction) });
		}
		transaction.batch("""
				insert into events (agent_id, seq, tenant_id, message_id, type, at, data, position)
				values (?, ?, ?, ?, ?, ?, ?, ?)""", rows);
		large.forEach((seq, parts) -> append(transaction, events.getFirst().agentId(), seq, parts));
	}

	/**
	 * Where an event is among those of all agents. One thread writes, so that what is
	 * committed later is further behind. A number that was given is not given again, also
	 * if the event is gone: a start begins with the time.
	 */
	private long nextPosition(Transaction transaction) {
		if (this.position < 0) {
			long last = transaction.sql("select coalesce(max(position), 0) from events").query(Long.class).single();
			this.position = Math.max(last, this.clock.millis() * POSITIONS_PER_MILLISECOND);
		}
		return ++this.position;
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
	 * @param tenantId the owner of the agent
	 * @param agentId the agent
	 * @param items the events as they were appended, and what comes between them
	 */
	public void publish(String tenantId, String agentId, List<? extends Published> items) {
		this.topics.publish(tenantId, agentId, items);
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
		return new EventSubscription(new AgentSource(this.store, agentId, selection), topic, after, follow,
				() -> this.topics.leave(agentId, selection.deltas()));
	}

	/**
	 * Follow the logs of all agents of a tenant, in the order of their commits.
	 * @param tenantId the tenant
	 * @param after the number behind which to begin; 0 for the start
	 * @param types the types to be told of; empty for all
	 * @return to be read by one thread, and closed
	 */
	public EventSubscription subscribe(String tenantId, long after, Collection<EventType> types) {
		Topic topic = this.topics.enterTenant(tenantId,
				() -> new Tail(new TenantSource(this.store, tenantId, Selection.ALL)));
		return new EventSubscription(new TenantSource(this.store, tenantId, Selection.of(types, false)), topic, after,
				true, () -> this.topics.leaveTenant(tenantId));
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
	 * @return the number of its first event, or 0 if the log no longer has it
	 */
	public long firstOf(String agentId, String messageId) {
		return this.store.read((transaction) -> transaction
			.sql("select coalesce(min(seq), 0) from events where agent_id = ? and message_id = ? and type = ?")
			.params(agentId, messageId, EventType.MESSAGE_QUEUED.wireName())
			.query(Long.class)
			.single());
	}

	/**
	 * The data of an agent's newest event of a type.
	 * @param transaction to read in
	 * @param agentId the agent
	 * @param type the type
	 * @return JSON, cut short if it was too large; empty if there is no such event
	 */
	public Optional<String> newest(Transaction transaction, String agentId, EventType type) {
		return transaction.sql("select data from events where agent_id = ? and type = ? order by seq desc limit 1")
			.params(agentId, type.wireName())
			.query(String.class)
			.optional();
	}

	/**
	 * The data of an agent's events of one type that are newer than its newest of
	 * another.
	 * @param transaction to read in
	 * @param agentId the agent
	 * @param type their type
	 * @param after the type of the event before them; if there is none, all count
	 * @param limit how many at most
	 * @return JSON, the newest first
	 */
	public List<String> newest(Transaction transaction, String agentId, EventType type, EventType after, int limit) {
		return transaction.sql("""
				select data from events where agent_id = :agent and type = :type and seq > coalesce(
					(select max(seq) from events where agent_id = :agent and type = :after), 0)
				order by seq desc limit :limit""")
			.param("agent", agentId)
			.param("type", type.wireName())
			.param("after", after.wireName())
			.param("limit", limit)
			.query(String.class)
			.list();
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
	 * @return the events in order, first of all what says that some are gone
	 */
	public Part<Event> read(String agentId, long after, int limit, Collection<EventType> types) {
		String ofTypes = types.isEmpty() ? "" : " and type in (:types)";
		return this.store.read((transaction) -> {
			StatementSpec query = transaction
				.sql("select * from events where agent_id = :agent and seq > :after" + ofTypes
						+ " order by seq limit :limit")
				.param("agent", agentId)
				.param("after", after)
				.param("limit", limit + 1)
				.withFetchSize(Part.FETCHED);
			if (!types.isEmpty()) {
				query = query.param("types", types.stream().map(EventType::wireName).toList());
			}
			Entry gap = AgentSource.Bounds.of(transaction, agentId).gap(transaction, agentId, after);
			int most = (gap != null) ? limit - 1 : limit;
			Part<Event> events = query
				.query(Part.of(most, (row, number) -> Backlog.event(row), (row) -> Part.Size.ofText(row, "data")));
			return (gap == null) ? events : new Part<>(
					Stream.concat(Stream.of((Event) gap.item()), events.rows().stream()).toList(), events.more());
		});
	}

	/**
	 * Read a page of the logs of all agents of a tenant, in the order of their commits.
	 * @param tenantId the tenant
	 * @param after the number behind which to begin; 0 for the start
	 * @param limit how many events at most
	 * @param types the types to return; empty for all
	 * @return the events, each with its number, and in their places what says that some
	 * are gone
	 */
	public Part<Entry> readAll(String tenantId, long after, int limit, Collection<EventType> types) {
		boolean all = types.isEmpty();
		return this.store.read((transaction) -> {
			Part<Entry> events = transaction.sql("""
					select * from events where tenant_id = :tenant and position > :after
					and (:all = 1 or type in (:types)) order by position limit :limit""")
				.param("tenant", tenantId)
				.param("after", after)
				.param("all", all ? 1 : 0)
				.param("types", all ? List.of("") : types.stream().map(EventType::wireName).toList())
				.param("limit", limit + 1)
				.withFetchSize(Part.FETCHED)
				.query(Part.of(limit, (row, number) -> new Entry(after, row.getLong("position"), Backlog.event(row)),
						(row) -> Part.Size.ofText(row, "data")));
			long through = events.more() ? events.rows().getLast().number() : Long.MAX_VALUE;
			List<Entry> merged = Gaps.among(events.rows(),
					Gaps.between(transaction, tenantId, after, through, limit + 1));
			return new Part<>(merged.stream().limit(limit).toList(), events.more() || merged.size() > limit);
		});
	}

	/**
	 * Remove the oldest events of an agent, some at a time. The newest stays.
	 * @param agentId the agent
	 * @param before events that are older than this are removed
	 * @param most how many events are kept in any case
	 * @return whether there may be more to remove
	 */
	public boolean trim(String agentId, Instant before, long most) {
		return this.store.write(agentId, (transaction) -> {
			long last = AgentSource.Bounds.of(transaction, agentId).last();
			return Oldest.of(transaction, agentId)
				.remove(transaction, (event) -> event.seq() < last
						&& (event.seq() <= last - most || event.at() < before.toEpochMilli()));
		});
	}

	/**
	 * Remove the events of an agent that nobody is to find again, some at a time.
	 * @param agentId the agent
	 * @return whether there may be more to remove
	 */
	public boolean purge(String agentId) {
		return this.store.write(agentId,
				(transaction) -> Oldest.of(transaction, agentId).remove(transaction, (event) -> true));
	}

	/**
	 * Read the whole data of an event, also where the event itself holds a preview only.
	 * @param agentId the agent
	 * @param seq the event's number
	 * @param sink takes the parts in order
	 * @return {@code false} if there is no such event
	 * @throws IllegalStateException if it was removed while it was read
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
		if (!holds(agentId, seq)) {
			throw new IllegalStateException("Event " + seq + " was removed while it was read");
		}
		if (part == 0) {
			sink.accept(data.get());
		}
		return true;
	}

	private boolean holds(String agentId, long seq) {
		return this.store
			.read((transaction) -> transaction.sql("select count(*) from events where agent_id = ? and seq = ?")
				.params(agentId, seq)
				.query(Integer.class)
				.single()) == 1;
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
