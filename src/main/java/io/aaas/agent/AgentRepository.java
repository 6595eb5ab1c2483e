package io.aaas.agent;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * The agents in the database.
 */
@Component
class AgentRepository {

	private static final String UPDATE = """
			update agents set name = :name, status = :status, activity = :activity, config = :config, labels = :labels,
				node = :node, last_seq = :last_seq, launch = :launch, pid = :pid, session_id = :session_id,
				messages_count = :messages_count, queue_length = :queue_length, usage = :usage,
				last_error = :last_error, updated_at = :updated_at, last_active_at = :last_active_at,
				deleted_at = :deleted_at
			where id = :id and epoch = :epoch and last_seq = :seq_before""";

	private static final String INSERT = """
			insert into agents (id, tenant_id, name, status, activity, template, config, labels, working_directory,
				owns_working_directory, node, epoch, last_seq, launch, pid, session_id, messages_count, queue_length,
				usage, last_error, created_at, updated_at, last_active_at, deleted_at)
			values (:id, :tenant_id, :name, :status, :activity, :template, :config, :labels, :working_directory,
				:owns_working_directory, :node, :epoch, :last_seq, :launch, :pid, :session_id, :messages_count,
				:queue_length, :usage, :last_error, :created_at, :updated_at, :last_active_at, :deleted_at)""";

	private final Store store;

	AgentRepository(Store store) {
		this.store = store;
	}

	void insert(Transaction transaction, Agent agent) {
		parameters(transaction.sql(INSERT), agent).param("tenant_id", agent.tenantId())
			.param("template", agent.template())
			.param("working_directory", agent.workingDirectory().toString())
			.param("owns_working_directory", agent.ownsWorkingDirectory() ? 1 : 0)
			.param("created_at", agent.createdAt().toEpochMilli())
			.update();
		insertLabels(transaction, agent);
	}

	/**
	 * The first statement of every write for an agent.
	 * @param seqBefore the last number the writer knows of
	 * @return {@code false} if nothing was written, because the agent is owned by another
	 * or the same change was committed before
	 */
	boolean update(Transaction transaction, Agent agent, long seqBefore) {
		return parameters(transaction.sql(UPDATE), agent).param("seq_before", seqBefore).update() == 1;
	}

	void replaceLabels(Transaction transaction, Agent agent) {
		transaction.sql("delete from agent_labels where agent_id = ?").param(agent.id()).update();
		insertLabels(transaction, agent);
	}

	private static void insertLabels(Transaction transaction, Agent agent) {
		List<Object[]> rows = new ArrayList<>();
		agent.labels().forEach((key, value) -> rows.add(new Object[] { agent.id(), agent.tenantId(), key, value }));
		transaction.batch("insert into agent_labels (agent_id, tenant_id, k, v) values (?, ?, ?, ?)", rows);
	}

	/**
	 * Make this node the owner; a write of an owner before it is refused from here on.
	 */
	void own(Transaction transaction, String id, String node) {
		transaction.sql("update agents set node = ?, epoch = epoch + 1 where id = ?").params(node, id).update();
	}

	/** Remove every trace, of an agent that nobody has been told of. */
	void purge(Transaction transaction, String id) {
		transaction.sql("delete from agents where id = ?").param(id).update();
	}

	Optional<Agent> find(Transaction transaction, String id) {
		return transaction.sql("select * from agents where id = ? and deleted_at is null")
			.param(id)
			.query(AgentRepository::map)
			.optional();
	}

	Optional<Agent> find(String tenantId, String id) {
		return this.store.read((transaction) -> transaction
			.sql("select * from agents where id = ? and tenant_id = ? and deleted_at is null")
			.params(id, tenantId)
			.query(AgentRepository::map)
			.optional());
	}

	/** Whether there is, or was, an agent of this id. */
	boolean exists(String id) {
		return this.store.read((transaction) -> transaction.sql("select count(*) from agents where id = ?")
			.param(id)
			.query(Integer.class)
			.single()) > 0;
	}

	int count() {
		return this.store.read(this::count);
	}

	int count(AgentStatus status) {
		return this.store.read(
				(transaction) -> transaction.sql("select count(*) from agents where deleted_at is null and status = ?")
					.param(Documents.name(status))
					.query(Integer.class)
					.single());
	}

	/** How many messages wait for their turn, of all agents. */
	long queued() {
		return this.store.read((transaction) -> transaction
			.sql("select coalesce(sum(queue_length), 0) from agents where deleted_at is null")
			.query(Long.class)
			.single());
	}

	int count(Transaction transaction) {
		return transaction.sql("select count(*) from agents where deleted_at is null").query(Integer.class).single();
	}

	/**
	 * The agents a start of the service has something to do for: a launch that has not
	 * ended, a message that has not, or a start that was under way.
	 */
	List<String> unfinished(String node) {
		return this.store.read((transaction) -> transaction.sql("""
				select id from agents where deleted_at is null and node = ? and (status = 'starting'
				or id in (select agent_id from launches where ended_at is null)
				or id in (select agent_id from messages where finished_at is null)) order by last_active_at desc""")
			.params(node)
			.query(String.class)
			.list());
	}

	/** Agents of all tenants that have these labels. */
	List<Agent> marked(Map<String, String> labels) {
		StringBuilder sql = new StringBuilder("select * from agents a where deleted_at is null");
		Map<String, Object> parameters = new HashMap<>();
		new AgentFilter(null, null, null, labels, null).conditions(sql, parameters);
		return this.store.read(
				(transaction) -> transaction.sql(sql.toString()).params(parameters).query(AgentRepository::map).list());
	}

	List<Agent> page(String tenantId, AgentFilter filter, @Nullable AgentCursor after, int limit) {
		StringBuilder sql = new StringBuilder(
				"select * from agents a where tenant_id = :tenant and deleted_at is null");
		Map<String, Object> parameters = new HashMap<>(Map.of("tenant", tenantId, "limit", limit));
		if (after != null) {
			sql.append(" and (created_at, id) > (:time, :after)");
			parameters.put("time", after.createdAt());
			parameters.put("after", after.id());
		}
		filter.conditions(sql, parameters);
		sql.append(" order by created_at, id limit :limit");
		return this.store.read(
				(transaction) -> transaction.sql(sql.toString()).params(parameters).query(AgentRepository::map).list());
	}

	private static StatementSpec parameters(StatementSpec statement, Agent agent) {
		return statement.param("id", agent.id())
			.param("name", agent.name())
			.param("status", Documents.name(agent.status()))
			.param("activity", (agent.activity() != null) ? Documents.name(agent.activity()) : null)
			.param("config", Documents.write(agent.config()))
			.param("labels", Documents.write(agent.labels()))
			.param("node", agent.node())
			.param("epoch", agent.epoch())
			.param("last_seq", agent.lastSeq())
			.param("launch", agent.launch())
			.param("pid", agent.pid())
			.param("session_id", agent.sessionId())
			.param("messages_count", agent.messagesCount())
			.param("queue_length", agent.queueLength())
			.param("usage", Documents.write(agent.usage()))
			.param("last_error", Documents.write(agent.lastError()))
			.param("updated_at", agent.updatedAt().toEpochMilli())
			.param("last_active_at", agent.lastActiveAt().toEpochMilli())
			.param("deleted_at", Rows.millis(agent.deletedAt()));
	}

	private static Agent map(ResultSet rs, int row) throws SQLException {
		String activity = rs.getString("activity");
		long pid = rs.getLong("pid");
		Long knownPid = rs.wasNull() ? null : pid;
		Usage usage = Documents.read(rs.getString("usage"), Usage.class);
		Instant created = Rows.instant(rs, "created_at");
		return new Agent(rs.getString("id"), rs.getString("tenant_id"), rs.getString("name"),
				Documents.constant(AgentStatus.class, rs.getString("status")),
				(activity != null) ? Documents.constant(Activity.class, activity) : null, rs.getString("template"),
				Documents.readObject(rs.getString("config")), Documents.readLabels(rs.getString("labels")),
				Path.of(rs.getString("working_directory")), rs.getInt("owns_working_directory") == 1,
				rs.getString("node"), rs.getLong("epoch"), rs.getLong("last_seq"), rs.getInt("launch"), knownPid,
				rs.getString("session_id"), rs.getLong("messages_count"), rs.getInt("queue_length"),
				(usage != null) ? usage : Usage.NONE, Documents.read(rs.getString("last_error"), Failure.class),
				created, Rows.instant(rs, "updated_at"), Rows.instant(rs, "last_active_at"),
				Rows.nullableInstant(rs, "deleted_at"));
	}

}
