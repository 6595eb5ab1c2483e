package io.aaas.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.aaas.store.Store;
import io.aaas.store.Transaction;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The requests that were done under a key, and what they made. A key that is too old is
 * as good as none.
 */
@Component
class IdempotencyKeyRepository {

	private final Store store;

	private final Duration lifetime;

	private final Clock clock;

	@Autowired
	IdempotencyKeyRepository(Store store, AgentProperties properties, Clock clock) {
		this(store, properties.idempotencyKeyLifetime(), clock);
	}

	IdempotencyKeyRepository(Store store, Duration lifetime, Clock clock) {
		this.store = store;
		this.lifetime = lifetime;
		this.clock = clock;
	}

	/**
	 * What the request of this key made.
	 * @return its id, or empty if no such request was done
	 */
	Optional<String> find(IdempotencyKey key) {
		long expired = expired(this.clock.instant());
		return this.store.read((transaction) -> transaction.sql("""
				select operation, request_hash, resource_id from idempotency_keys
				where tenant_id = ? and k = ? and created_at > ?""")
			.params(key.tenantId(), key.text(), expired)
			.query((rs, row) -> {
				key.refuseUnlessFor(rs.getString("operation"), rs.getString("request_hash"));
				return rs.getString("resource_id");
			})
			.optional());
	}

	/**
	 * Keep what a request made, as part of the transaction that makes it.
	 * @return {@code false} if the key is taken; nothing is kept then
	 */
	boolean insert(Transaction transaction, IdempotencyKey key, String resourceId, Instant now) {
		return transaction.sql("""
				insert into idempotency_keys (tenant_id, k, operation, request_hash, resource_id, created_at)
				values (?, ?, ?, ?, ?, ?)
				on conflict (tenant_id, k) do update set operation = excluded.operation,
					request_hash = excluded.request_hash, resource_id = excluded.resource_id,
					created_at = excluded.created_at
				where idempotency_keys.created_at <= ?""")
			.params(key.tenantId(), key.text(), key.operation(), key.requestHash(), resourceId, now.toEpochMilli(),
					expired(now))
			.update() == 1;
	}

	/** What the request made is undone, and was never told of. */
	void delete(Transaction transaction, IdempotencyKey key, String resourceId) {
		transaction.sql("delete from idempotency_keys where tenant_id = ? and k = ? and resource_id = ?")
			.params(key.tenantId(), key.text(), resourceId)
			.update();
	}

	/**
	 * Remove keys that are too old.
	 * @param limit how many at most, so that nobody else's write waits for long
	 * @return how many that were
	 */
	int deleteExpired(int limit) {
		long expired = expired(this.clock.instant());
		return this.store.write("", (transaction) -> transaction.sql("""
				delete from idempotency_keys where (tenant_id, k) in
				(select tenant_id, k from idempotency_keys where created_at <= ? order by created_at limit ?)""")
			.params(expired, limit)
			.update());
	}

	private long expired(Instant now) {
		return now.minus(this.lifetime).toEpochMilli();
	}

}
