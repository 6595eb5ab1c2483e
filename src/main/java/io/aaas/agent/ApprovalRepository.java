package io.aaas.agent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.aaas.store.Part;
import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * The approvals in the database.
 */
@Component
class ApprovalRepository {

	private final Store store;

	ApprovalRepository(Store store) {
		this.store = store;
	}

	void save(Transaction transaction, Approval approval) {
		transaction.sql("""
				insert into approvals (id, tenant_id, agent_id, message_id, launch, request_id, status, tool_name,
					question, decision, reason, created_at, expires_at, decided_at, delivered_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				on conflict (id) do update set status = excluded.status, decision = excluded.decision,
					reason = excluded.reason, decided_at = excluded.decided_at, delivered_at = excluded.delivered_at""")
			.params(Rows.list(approval.id(), approval.tenantId(), approval.agentId(), approval.messageId(),
					approval.launch(), approval.requestId(), Documents.name(approval.status()), approval.toolName(),
					Documents.write(approval.question()), Documents.write(approval.decision()), approval.reason(),
					approval.createdAt().toEpochMilli(), approval.expiresAt().toEpochMilli(),
					Rows.millis(approval.decidedAt()), Rows.millis(approval.deliveredAt())))
			.update();
	}

	Optional<Approval> find(String agentId, String id) {
		return this.store.read((transaction) -> transaction.sql("select * from approvals where id = ? and agent_id = ?")
			.params(id, agentId)
			.query(ApprovalRepository::map)
			.optional());
	}

	Part<Approval> page(String agentId, Approval.@Nullable Status status, @Nullable String after, int limit) {
		return this.store.read((transaction) -> transaction.sql("""
				select * from approvals where agent_id = :agent
				and (cast(:status as text) is null or status = :status)
				and (cast(:after as text) is null or id > :after)
				order by id limit :limit""")
			.param("agent", agentId)
			.param("status", (status != null) ? Documents.name(status) : null)
			.param("after", after)
			.param("limit", limit + 1)
			.withFetchSize(Part.FETCHED)
			.query(Part.of(limit, ApprovalRepository::map, (row) -> Part.Size.ofText(row, "question"))));
	}

	/** Of all agents of a tenant that are there. */
	Part<Approval> pageOfTenant(String tenantId, Approval.@Nullable Status status, @Nullable String after, int limit) {
		return this.store.read((transaction) -> transaction.sql("""
				select approvals.* from approvals join agents on agents.id = approvals.agent_id
				where approvals.tenant_id = :tenant and agents.deleted_at is null
				and (cast(:status as text) is null or approvals.status = :status)
				and (cast(:after as text) is null or approvals.id > :after)
				order by approvals.id limit :limit""")
			.param("tenant", tenantId)
			.param("status", (status != null) ? Documents.name(status) : null)
			.param("after", after)
			.param("limit", limit + 1)
			.withFetchSize(Part.FETCHED)
			.query(Part.of(limit, ApprovalRepository::map, (row) -> Part.Size.ofText(row, "question"))));
	}

	/** Those the CLI has not been answered. */
	List<Approval> open(Transaction transaction, String agentId) {
		return transaction.sql("""
				select * from approvals where agent_id = ? and delivered_at is null order by id""")
			.param(agentId)
			.query(ApprovalRepository::map)
			.list();
	}

	private static Approval map(ResultSet rs, int row) throws SQLException {
		return new Approval(rs.getString("id"), rs.getString("tenant_id"), rs.getString("agent_id"),
				rs.getString("message_id"), rs.getInt("launch"), rs.getString("request_id"),
				Documents.constant(Approval.Status.class, rs.getString("status")), rs.getString("tool_name"),
				Rows.tree(rs, "question"), Documents.read(rs.getString("decision"), JsonNode.class),
				rs.getString("reason"), Rows.instant(rs, "created_at"), Rows.instant(rs, "expires_at"),
				Rows.nullableInstant(rs, "decided_at"), Rows.nullableInstant(rs, "delivered_at"));
	}

}
