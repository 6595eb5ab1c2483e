package io.aaas.agent;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Removes from the database what is to be forgotten of agents, besides their events.
 */
@Component
class RetentionRepository {

	private static final int AGENTS = 500;

	private static final int MESSAGES = 100;

	/** Of an agent that comes and goes for years. */
	private static final int LAUNCHES = 100;

	private final Store store;

	RetentionRepository(Store store) {
		this.store = store;
	}

	/** Some agents, those with the ids behind this one; deleted ones, too. */
	List<String> agents(String after) {
		return this.store
			.read((transaction) -> transaction.sql("select id from agents where id > ? order by id limit ?")
				.params(after, AGENTS)
				.query(String.class)
				.list());
	}

	/** The agents that were deleted before a time. */
	List<String> deleted(Instant before) {
		return this.store.read((transaction) -> transaction
			.sql("select id from agents where deleted_at is not null and deleted_at < ? order by deleted_at")
			.param(before.toEpochMilli())
			.query(String.class)
			.list());
	}

	/**
	 * Remove the oldest messages that have ended, with their approvals, some at a time.
	 * @param before messages that ended before this are removed
	 * @param most how many messages are kept in any case
	 * @param latest messages that ended after this stay, however many they are
	 * @return whether there may be more to remove
	 */
	boolean trim(String agentId, Instant before, long most, Instant latest) {
		return this.store.write(agentId, (transaction) -> {
			// Ids are in the order of acceptance; positions are not, and have gaps.
			String surplus = transaction
				.sql("select id from messages where agent_id = ? order by id desc limit 1 offset ?")
				.params(agentId, most)
				.query(String.class)
				.optional()
				.orElse("");
			transaction.sql("""
					delete from launches where agent_id = :agent and ended_at is not null
					and n <= (select launch from agents where id = :agent) - :launches""")
				.param("agent", agentId)
				.param("launches", LAUNCHES)
				.update();
			return remove(transaction, agentId, (message) -> message.endedBefore(latest)
					&& (message.endedBefore(before) || message.id().compareTo(surplus) <= 0));
		});
	}

	/** Remove messages of an agent that nobody is to find again, some at a time. */
	boolean purgeMessages(String agentId) {
		return this.store.write(agentId, (transaction) -> remove(transaction, agentId, (message) -> true));
	}

	private static boolean remove(Transaction transaction, String agentId, Predicate<Ended> condition) {
		List<Ended> old = transaction.sql("select id, finished_at from messages where agent_id = ? order by id limit ?")
			.params(agentId, MESSAGES)
			.query((row, number) -> new Ended(row.getString("id"), Rows.nullableInstant(row, "finished_at")))
			.list()
			.stream()
			.takeWhile(condition)
			.toList();
		if (!old.isEmpty()) {
			transaction.sql("""
					delete from approvals where agent_id = :agent and delivered_at is not null and message_id in
					(select id from messages where agent_id = :agent and id <= :last)""")
				.param("agent", agentId)
				.param("last", old.getLast().id())
				.update();
			transaction.sql("delete from messages where agent_id = ? and id <= ?")
				.params(agentId, old.getLast().id())
				.update();
		}
		return old.size() == MESSAGES;
	}

	/** Remove what is left of an agent. */
	void purge(String agentId) {
		this.store.write(agentId,
				(transaction) -> transaction.sql("delete from agents where id = ? and deleted_at is not null")
					.param(agentId)
					.update());
	}

	private record Ended(String id, @Nullable Instant at) {

		boolean endedBefore(Instant time) {
			return this.at != null && this.at.isBefore(time);
		}

	}

}
