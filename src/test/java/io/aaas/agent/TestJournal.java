package io.aaas.agent;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.aaas.event.Event;
import io.aaas.event.EventLog;
import io.aaas.event.TestEventLog;
import io.aaas.store.Store;
import io.aaas.store.TestStore;

/**
 * The repositories and the journal on a database of a test's own.
 */
final class TestJournal implements AutoCloseable {

	static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123Z");

	static final Duration KEY_LIFETIME = Duration.ofHours(24);

	private static final List<String> TABLES = List.of("agents", "agent_labels", "messages", "events", "event_payloads",
			"approvals", "launches", "usage");

	final Store store;

	final EventLog eventLog;

	final AgentRepository agents;

	final MessageRepository messages;

	final ApprovalRepository approvals;

	final LaunchRepository launches;

	final IdempotencyKeyRepository keys;

	final AgentJournal journal;

	/** What the time of day is. */
	volatile Instant now = NOW;

	private final TestStore database;

	TestJournal(TestStore database) {
		this.database = database;
		this.store = database.store();
		this.eventLog = TestEventLog.on(this.store);
		this.agents = new AgentRepository(this.store);
		this.messages = new MessageRepository(this.store);
		this.approvals = new ApprovalRepository(this.store);
		this.launches = new LaunchRepository();
		this.keys = new IdempotencyKeyRepository(this.store, KEY_LIFETIME, new Now());
		this.journal = new AgentJournal(this.store, this.eventLog, this.agents, this.messages, this.approvals,
				this.launches, this.keys);
	}

	/** An agent that runs and is idle; not in the database. */
	static Agent agent() {
		return new Agent(Identifiers.next(), "tenant", "name", AgentStatus.RUNNING, Activity.IDLE, "general@1",
				Documents.readObject("{\"template\":\"general\"}"), Map.of(), Path.of("/work"), true, "local", 1, 0, 1,
				null, UUID.randomUUID().toString(), 0, 0, Usage.NONE, null, NOW, NOW, NOW, null);
	}

	static AgentState state(Agent agent) {
		return new AgentState(agent, null, List.of(), Map.of(), launch(agent), AgentState.Span.NONE);
	}

	static Launch launch(Agent agent) {
		return new Launch(agent.id(), agent.launch(), "local", "2.1.330", agent.sessionId(), List.of(),
				Path.of("/spool/1.out"), 0, Path.of("/spool/1.err"), 0, 0, 0, NOW, null, null, null);
	}

	static Message message(Agent agent, String text) {
		return message(agent, text, agent.lastSeq() + 1, OnInterrupt.FAIL);
	}

	static Message message(Agent agent, String text, long position, OnInterrupt onInterrupt) {
		String id = Identifiers.next();
		return new Message(id, agent.tenantId(), agent.id(), position, MessageStatus.QUEUED, Documents.tree(text), null,
				null, Duration.ofSeconds(600), onInterrupt, 1, 0, id, null, null, null, null, null, null, NOW, null,
				null);
	}

	/** The message as the CLI knows it under another uuid. */
	static Message renamed(Message message, String uuid) {
		return new Message(message.id(), message.tenantId(), message.agentId(), message.position(), message.status(),
				message.content(), null, null, message.timeout(), message.onInterrupt(), 1, 0, uuid, null, null, null,
				null, null, null, message.createdAt(), null, null);
	}

	static Approval approval(AgentChange change, String requestId) {
		Message current = change.current();
		return new Approval(Identifiers.next(), "tenant", change.agent().id(), (current != null) ? current.id() : null,
				1, requestId, Approval.Status.PENDING, "Bash", Documents.readObject("{\"input\":{\"command\":\"ls\"}}"),
				null, null, change.now(), change.now().plusSeconds(300), null, null);
	}

	/** Insert an agent with nothing but its launch. */
	AgentState insert(Agent agent) {
		AgentState state = state(agent);
		this.store.write(agent.id(), (transaction) -> {
			this.agents.insert(transaction, agent);
			Launch launch = state.launch();
			if (launch != null) {
				this.launches.save(transaction, launch);
			}
			return true;
		});
		return state;
	}

	List<Event> events(String agentId) {
		return this.eventLog.read(agentId, 0, 10_000, List.of()).rows();
	}

	/** Every row of an agent in every table. */
	Map<String, List<String>> rows(String agentId) {
		Map<String, List<String>> rows = new TreeMap<>();
		for (String table : TABLES) {
			String column = table.equals("agents") ? "id" : "agent_id";
			rows.put(table, this.store.read((transaction) -> {
				List<String> found = new ArrayList<>();
				transaction.sql("select * from " + table + " where " + column + " = ?")
					.param(agentId)
					.query()
					.listOfRows()
					.forEach((row) -> found.add(new TreeMap<>(row).toString()));
				found.sort(null);
				return found;
			}));
		}
		return rows;
	}

	@Override
	public void close() {
		this.database.close();
	}

	private final class Now extends Clock {

		@Override
		public Instant instant() {
			return TestJournal.this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
