package io.aaas.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.aaas.store.Transaction;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was removed, for those who read the logs of all agents: told of each agent once,
 * in the place of its last event that is gone. Whoever has come further has had it.
 */
final class Gaps {

	private Gaps() {
	}

	/** An agent's log begins behind this event from now on. */
	static void record(Transaction transaction, String agentId, long seq) {
		transaction.sql("""
				insert into event_gaps (agent_id, tenant_id, seq, at, position)
				select agent_id, tenant_id, seq, at, position from events where agent_id = ? and seq = ?
				on conflict (agent_id) do update
				set seq = excluded.seq, at = excluded.at, position = excluded.position""")
			.params(agentId, seq)
			.update();
	}

	/** Those behind a number, up to another. */
	static List<Entry> between(Transaction transaction, String tenantId, long after, long through, int limit) {
		return transaction.sql("""
				select * from event_gaps where tenant_id = ? and position > ? and position <= ?
				order by position limit ?""").params(tenantId, after, through, limit).query((row, number) -> {
			long last = row.getLong("seq");
			String data = JsonMapper.shared().createObjectNode().put("from", 1).put("to", last).toString();
			return new Entry(after, row.getLong("position"), new Event(row.getString("agent_id"), last, null,
					EventType.LOG_GAP, Instant.ofEpochMilli(row.getLong("at")), data));
		}).list();
	}

	/** Events and gaps in one order. */
	static List<Entry> among(List<Entry> events, List<Entry> gaps) {
		if (gaps.isEmpty()) {
			return events;
		}
		List<Entry> all = new ArrayList<>(events);
		all.addAll(gaps);
		all.sort(Comparator.comparingLong(Entry::number));
		return all;
	}

}
