package io.aaas.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.aaas.store.Part;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A part of what is stored, not more than a reader can hold.
 *
 * @param entries the events, of the kinds asked for, and always the end of an agent
 * @param through the number up to which was looked
 * @param complete whether that is the last one there is
 */
record Backlog(List<Entry> entries, long through, boolean complete) {

	static final int MOST_EVENTS = 500;

	private static final int WINDOW = 10_000;

	/** There is nothing behind a number. */
	static Backlog none(long after) {
		return new Backlog(List.of(), after, true);
	}

	/**
	 * Read what is behind a number.
	 * @param scope the column and its value that all events have in common
	 * @param number the column of the number that is meant
	 * @param last the highest number there is
	 */
	static Backlog read(Transaction transaction, Scope scope, String number, long after, long last, Selection selection,
			int mostBytes) {
		List<Entry> entries = new ArrayList<>();
		boolean all = selection.types().isEmpty();
		boolean rare = !all || selection.messageId() != null;
		long end = (rare && last - after > WINDOW) ? window(transaction, scope, number, after, last) : last;
		long through = transaction.sql("""
				select * from events where %1$s = :scope and %2$s > :after and %2$s <= :last
				and (:all = 1 or type = 'agent.deleted' or type in (:types))
				and (cast(:message as text) is null or type = 'agent.deleted' or message_id = :message)
				order by %2$s limit :limit""".formatted(scope.column(), number))
			.param("scope", scope.value())
			.param("after", after)
			.param("last", end)
			.param("all", all ? 1 : 0)
			.param("types", all ? List.of("") : selection.types().stream().map(EventType::wireName).toList())
			.param("message", selection.messageId())
			.param("limit", MOST_EVENTS)
			.withFetchSize(Part.FETCHED)
			.query((ResultSet rows) -> {
				int bytes = 0;
				while (rows.next()) {
					Entry entry = new Entry(after, rows.getLong(number), event(rows));
					entries.add(entry);
					bytes += entry.size();
					if (bytes >= mostBytes || entries.size() == MOST_EVENTS) {
						return entry.number();
					}
				}
				return end;
			});
		return new Backlog(entries, through, through == last);
	}

	/** How far is looked at once for what may be rare. */
	private static long window(Transaction transaction, Scope scope, String number, long after, long last) {
		return transaction.sql("""
				select coalesce(max(n), :last) from (
					select %2$s as n from events where %1$s = :scope and %2$s > :after and %2$s <= :last
					order by %2$s limit :limit) looked_at""".formatted(scope.column(), number))
			.param("scope", scope.value())
			.param("after", after)
			.param("last", last)
			.param("limit", WINDOW)
			.query(Long.class)
			.single();
	}

	static Event event(ResultSet row) throws SQLException {
		return new Event(row.getString("agent_id"), row.getLong("seq"), row.getString("message_id"),
				EventType.of(row.getString("type")).orElse(EventType.CLAUDE_UNKNOWN),
				Instant.ofEpochMilli(row.getLong("at")), row.getString("data"));
	}

	/** With something told first. */
	Backlog behind(@Nullable Entry first) {
		if (first == null) {
			return this;
		}
		List<Entry> all = new ArrayList<>(this.entries.size() + 1);
		all.add(first);
		all.addAll(this.entries);
		return new Backlog(all, Math.max(this.through, first.number()), this.complete);
	}

	/** With what was removed in its place; where that is much, with less of the rest. */
	Backlog among(List<Entry> gaps) {
		if (gaps.size() < MOST_EVENTS) {
			return new Backlog(Gaps.among(this.entries, gaps), this.through, this.complete);
		}
		long last = gaps.getLast().number();
		List<Entry> before = this.entries.stream().filter((entry) -> entry.number() < last).toList();
		return new Backlog(Gaps.among(before, gaps), last, false);
	}

	/**
	 * What all events of a backlog have in common.
	 *
	 * @param column a column
	 * @param value its value
	 */
	record Scope(String column, String value) {
	}

}
