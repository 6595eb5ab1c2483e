package io.aaas.agent;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.aaas.claude.ProcessIdentity;
import io.aaas.store.Transaction;

import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The launches in the database.
 */
@Component
class LaunchRepository {

	void save(Transaction transaction, Launch launch) {
		transaction.sql("""
				insert into launches (agent_id, n, node, cli_version, session_id, processes, spool, spool_offset,
					errors, errors_offset, cost_baseline, cost_total, started_at, ended_at, exit_code, reason)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				on conflict (agent_id, n) do update set session_id = excluded.session_id,
					processes = excluded.processes, spool_offset = excluded.spool_offset,
					errors_offset = excluded.errors_offset, cost_baseline = excluded.cost_baseline,
					cost_total = excluded.cost_total, ended_at = excluded.ended_at, exit_code = excluded.exit_code,
					reason = excluded.reason""")
			.params(Rows.list(launch.agentId(), launch.number(), launch.node(), launch.cliVersion(), launch.sessionId(),
					launch.processes().stream().map(ProcessIdentity::toString).collect(Collectors.joining(" ")),
					launch.spool().toString(), launch.spoolOffset(), launch.errors().toString(), launch.errorsOffset(),
					launch.costBaseline(), launch.costTotal(), launch.startedAt().toEpochMilli(),
					Rows.millis(launch.endedAt()), launch.exitCode(), launch.reason()))
			.update();
	}

	/** The newest launch, if its end has not been recorded. */
	Optional<Launch> open(Transaction transaction, String agentId) {
		return transaction.sql("select * from launches where agent_id = ? and ended_at is null order by n desc limit 1")
			.param(agentId)
			.query(LaunchRepository::map)
			.optional();
	}

	Optional<Launch> find(Transaction transaction, String agentId, int number) {
		return transaction.sql("select * from launches where agent_id = ? and n = ?")
			.params(agentId, number)
			.query(LaunchRepository::map)
			.optional();
	}

	private static Launch map(ResultSet rs, int row) throws SQLException {
		List<ProcessIdentity> processes = Arrays.stream(rs.getString("processes").split(" "))
			.filter(StringUtils::hasText)
			.map(ProcessIdentity::parse)
			.toList();
		return new Launch(rs.getString("agent_id"), rs.getInt("n"), rs.getString("node"), rs.getString("cli_version"),
				rs.getString("session_id"), processes, Path.of(rs.getString("spool")), rs.getLong("spool_offset"),
				Path.of(rs.getString("errors")), rs.getLong("errors_offset"), rs.getDouble("cost_baseline"),
				rs.getDouble("cost_total"), Rows.instant(rs, "started_at"), Rows.nullableInstant(rs, "ended_at"),
				Rows.integer(rs, "exit_code"), rs.getString("reason"));
	}

}
