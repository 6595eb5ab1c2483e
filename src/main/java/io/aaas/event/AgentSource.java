package io.aaas.event;

import java.time.Instant;

import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log of one agent, or what of it was asked for; in the order of its numbers.
 */
record AgentSource(Store store, String agentId, Selection selection) implements Source {

	@Override
	public Backlog backlog(long after, int mostBytes) {
		return this.store.read((transaction) -> {
			Bounds bounds = Bounds.of(transaction, this.agentId);
			return (bounds.last() <= after) ? Backlog.none(after)
					: Backlog
						.read(transaction, new Backlog.Scope("agent_id", this.agentId), "seq", after, bounds.last(),
								this.selection, mostBytes)
						.behind(bounds.gap(transaction, this.agentId, after));
		});
	}

	@Override
	public boolean includes(Published item) {
		return switch (item) {
			case Event event -> this.selection.includes(event);
			case Delta delta -> this.selection.includes(delta);
		};
	}

	@Override
	public EventSubscription.@Nullable End endsWith(Event event) {
		if (event.type() == EventType.AGENT_DELETED) {
			return EventSubscription.End.DELETED;
		}
		boolean complete = event.type().endsMessage() && event.messageId() != null
				&& event.messageId().equals(this.selection.messageId());
		return complete ? EventSubscription.End.COMPLETE : null;
	}

	@Override
	public Source ofMessage(String messageId) {
		return new AgentSource(this.store, this.agentId, this.selection.only(messageId));
	}

	@Override
	public boolean outlastsDraining() {
		return this.selection.messageId() != null;
	}

	/**
	 * The oldest and the newest number that a log holds; 0 if it holds none.
	 */
	record Bounds(long first, long last) {

		static Bounds of(Transaction transaction, String agentId) {
			return transaction.sql("""
					select coalesce((select min(seq) from events where agent_id = :agent), 0) as low,
						coalesce((select max(seq) from events where agent_id = :agent), 0) as high""")
				.param("agent", agentId)
				.query((row, number) -> new Bounds(row.getLong("low"), row.getLong("high")))
				.single();
		}

		/**
		 * What says that events were removed that a reader behind a number has not had.
		 */
		@Nullable Entry gap(Transaction transaction, String agentId, long after) {
			if (this.first <= after + 1) {
				return null;
			}
			long at = transaction.sql("select at from events where agent_id = ? and seq = ?")
				.params(agentId, this.first)
				.query(Long.class)
				.single();
			String data = JsonMapper.shared()
				.createObjectNode()
				.put("from", after + 1)
				.put("to", this.first - 1)
				.toString();
			return new Entry(after, this.first - 1,
					new Event(agentId, this.first - 1, null, EventType.LOG_GAP, Instant.ofEpochMilli(at), data));
		}

	}

}
