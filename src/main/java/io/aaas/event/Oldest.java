package io.aaas.event;

import java.util.List;
import java.util.function.Predicate;

import io.aaas.store.Transaction;

/**
 * The oldest events of an agent, as many as can be removed without making others wait for
 * long.
 */
record Oldest(String agentId, List<Item> items) {

	private static final int MOST_EVENTS = 100;

	/** Half a MiB each. */
	private static final int MOST_PARTS = 20;

	static Oldest of(Transaction transaction, String agentId) {
		return new Oldest(agentId, transaction.sql("""
				select seq, at, (select count(*) from event_payloads
					where event_payloads.agent_id = events.agent_id and event_payloads.seq = events.seq) as parts
				from events where agent_id = ? order by seq limit ?""")
			.params(agentId, MOST_EVENTS)
			.query((row, number) -> new Item(row.getLong("seq"), row.getLong("at"), row.getInt("parts")))
			.list());
	}

	/**
	 * Remove those at the beginning that are like this.
	 * @return {@code false} if there are no more of them
	 */
	boolean remove(Transaction transaction, Predicate<Item> condition) {
		long through = 0;
		int removed = 0;
		int parts = 0;
		for (Item item : this.items) {
			if (!condition.test(item) || parts > MOST_PARTS) {
				break;
			}
			through = item.seq();
			parts += item.parts();
			removed++;
		}
		if (removed > 0) {
			Gaps.record(transaction, this.agentId, through);
			transaction.sql("delete from events where agent_id = ? and seq <= ?")
				.params(this.agentId, through)
				.update();
		}
		return removed > 0 && (removed == MOST_EVENTS || parts > MOST_PARTS);
	}

	/**
	 * An event, without what it says.
	 *
	 * @param seq its number
	 * @param at when it was, in milliseconds
	 * @param parts of how many parts its data is that is not in the event itself
	 */
	record Item(long seq, long at, int parts) {
	}

}
