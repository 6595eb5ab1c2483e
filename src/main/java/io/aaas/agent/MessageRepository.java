package io.aaas.agent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.aaas.store.Part;
import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * The messages in the database.
 */
@Component
class MessageRepository {

	/** Of up to 10 MiB each; PostgreSQL's driver holds so many. */
	private static final int FETCHED = 4;

	private final Store store;

	MessageRepository(Store store) {
		this.store = store;
	}

	void insert(Transaction transaction, Message message) {
		transaction
			.sql("""
					insert into messages (id, tenant_id, agent_id, position, status, content, context, output_schema, timeout_ms, on_interrupt,
						attempt, redeliveries, cli_uuid, launch, delivery, created_at, started_at)
					values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
			.params(Rows.list(message.id(), message.tenantId(), message.agentId(), message.position(),
					Documents.name(message.status()), Documents.write(message.content()),
					Documents.write(message.context()), Documents.write(message.outputSchema()),
					message.timeout().toMillis(), Documents.name(message.onInterrupt()), message.attempt(),
					message.redeliveries(), message.cliUuid(), message.launch(), delivery(message),
					message.createdAt().toEpochMilli(), Rows.millis(message.startedAt())))
			.update();
	}

	void update(Transaction transaction, Message message) {
		transaction
			.sql("""
					update messages set position = ?, status = ?, attempt = ?, redeliveries = ?, cli_uuid = ?, launch = ?, delivery = ?, response = ?,
						structured_output = ?, error = ?, usage = ?, started_at = ?, finished_at = ?
					where id = ?""")
			.params(Rows.list(message.position(), Documents.name(message.status()), message.attempt(),
					message.redeliveries(), message.cliUuid(), message.launch(), delivery(message), message.response(),
					Documents.write(message.structuredOutput()), Documents.write(message.error()),
					Documents.write(message.usage()), Rows.millis(message.startedAt()),
					Rows.millis(message.finishedAt()), message.id()))
			.update();
	}

	private static @Nullable String delivery(Message message) {
		return (message.delivery() != null) ? Documents.name(message.delivery()) : null;
	}

	void endQueued(Transaction transaction, String id, Outcome outcome, Instant at) {
		transaction.sql("update messages set status = ?, error = ?, finished_at = ? where id = ?")
			.params(Rows.list(Documents.name(outcome.status()), Documents.write(outcome.error()), at.toEpochMilli(),
					id))
			.update();
	}

	Optional<Message> find(String agentId, String id) {
		return this.store.read((transaction) -> find(transaction, agentId, id));
	}

	Optional<Message> find(Transaction transaction, String agentId, String id) {
		return transaction.sql("select * from messages where id = ? and agent_id = ?")
			.params(id, agentId)
			.query(MessageRepository::map)
			.optional();
	}

	/** A message of a tenant, also of an agent that is deleted. */
	Optional<Message> findOf(String tenantId, String id) {
		return this.store.read((transaction) -> transaction.sql("select * from messages where id = ? and tenant_id = ?")
			.params(id, tenantId)
			.query(MessageRepository::map)
			.optional());
	}

	/**
	 * A page of an agent's messages, in the order they were accepted.
	 */
	Part<Message> page(String agentId, @Nullable MessageStatus status, @Nullable String after, int limit) {
		return this.store.read((transaction) -> transaction.sql("""
				select * from messages where agent_id = :agent
				and (cast(:status as text) is null or status = :status)
				and (cast(:after as text) is null or id > :after)
				order by id limit :limit""")
			.param("agent", agentId)
			.param("status", (status != null) ? Documents.name(status) : null)
			.param("after", after)
			.param("limit", limit + 1)
			.withFetchSize(FETCHED)
			.query(Part.of(limit, MessageRepository::map, (row) -> Part.Size.ofText(row, "content")
					+ Part.Size.ofText(row, "response") + Part.Size.ofText(row, "structured_output"))));
	}

	/** When those were accepted that wait and never ran, by their ids. */
	Map<String, Instant> waiting(String agentId) {
		return this.store.read((transaction) -> transaction.sql("""
				select id, created_at from messages where agent_id = ? and finished_at is null and status = 'queued'
				and attempt = 1 and redeliveries = 0""").param(agentId).query((ResultSet rows) -> {
			Map<String, Instant> waiting = new LinkedHashMap<>();
			while (rows.next()) {
				waiting.put(rows.getString("id"), Rows.instant(rows, "created_at"));
			}
			return waiting;
		}));
	}

	/** The message whose turn runs. */
	Optional<Message> current(Transaction transaction, String agentId) {
		return transaction.sql("""
				select * from messages where agent_id = ? and finished_at is null and status <> 'queued'""")
			.param(agentId)
			.query(MessageRepository::map)
			.optional();
	}

	List<String> queue(Transaction transaction, String agentId) {
		return transaction.sql("""
				select id from messages where agent_id = ? and finished_at is null and status = 'queued'
				order by position""").param(agentId).query(String.class).list();
	}

	private static Message map(ResultSet rs, int row) throws SQLException {
		String delivery = rs.getString("delivery");
		return new Message(rs.getString("id"), rs.getString("tenant_id"), rs.getString("agent_id"),
				rs.getLong("position"), Documents.constant(MessageStatus.class, rs.getString("status")),
				Rows.tree(rs, "content"), Documents.read(rs.getString("context"), JsonNode.class),
				Documents.read(rs.getString("output_schema"), JsonNode.class),
				Duration.ofMillis(rs.getLong("timeout_ms")),
				Documents.constant(OnInterrupt.class, rs.getString("on_interrupt")), rs.getInt("attempt"),
				rs.getInt("redeliveries"), rs.getString("cli_uuid"), Rows.integer(rs, "launch"),
				(delivery != null) ? Documents.constant(Message.Delivery.class, delivery) : null,
				rs.getString("response"), Documents.read(rs.getString("structured_output"), JsonNode.class),
				Documents.read(rs.getString("error"), Failure.class),
				Documents.read(rs.getString("usage"), Usage.class), Rows.instant(rs, "created_at"),
				Rows.nullableInstant(rs, "started_at"), Rows.nullableInstant(rs, "finished_at"));
	}

	void insertUsage(Transaction transaction, Agent agent, UsageEntry entry, Instant at) {
		Map<String, Object> ids = Map.of("id", Identifiers.next(), "tenant", agent.tenantId(), "agent", agent.id(),
				"model", entry.model(), "at", at.toEpochMilli());
		Usage usage = entry.usage();
		transaction.sql("""
				insert into usage (id, tenant_id, agent_id, message_id, model, input_tokens, output_tokens,
					cache_read_tokens, cache_write_tokens, cost_usd, at)
				values (:id, :tenant, :agent, :message, :model, :input, :output, :read, :write, :cost, :at)""")
			.params(ids)
			.param("message", entry.messageId())
			.param("input", usage.inputTokens())
			.param("output", usage.outputTokens())
			.param("read", usage.cacheReadTokens())
			.param("write", usage.cacheWriteTokens())
			.param("cost", usage.costUsd())
			.update();
	}

}
