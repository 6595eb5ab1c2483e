package io.aaas.agent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Gatherers;

import io.aaas.store.Store;

import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;

/**
 * What the database says of many agents at once.
 */
@Component
class ReconciliationRepository {

	/** Ids in one statement. */
	private static final int WINDOW = 500;

	private final Store store;

	ReconciliationRepository(Store store) {
		this.store = store;
	}

	/** The terms of ownership; without agents that are deleted or unknown. */
	Map<String, Long> epochs(Collection<String> ids) {
		Map<String, Long> epochs = new HashMap<>();
		query("select id, epoch from agents where deleted_at is null and id in (:ids)", ids,
				(rs) -> epochs.put(rs.getString("id"), rs.getLong("epoch")));
		return epochs;
	}

	/** The numbers of the launches whose end is recorded. */
	Map<String, Set<Integer>> endedLaunches(Collection<String> ids) {
		Map<String, Set<Integer>> ended = new HashMap<>();
		query("select agent_id, n from launches where ended_at is not null and agent_id in (:ids)", ids,
				(rs) -> ended.computeIfAbsent(rs.getString("agent_id"), (_) -> new HashSet<>()).add(rs.getInt("n")));
		return ended;
	}

	private void query(String sql, Collection<String> ids, Row row) {
		List<List<String>> windows = ids.stream().gather(Gatherers.windowFixed(WINDOW)).toList();
		for (List<String> window : windows) {
			this.store.read((transaction) -> transaction.sql(sql).param("ids", window).query(extractor(row)));
		}
	}

	private static ResultSetExtractor<Boolean> extractor(Row row) {
		return (rs) -> {
			while (rs.next()) {
				row.take(rs);
			}
			return true;
		};
	}

	@FunctionalInterface
	private interface Row {

		void take(ResultSet rs) throws SQLException;

	}

}
