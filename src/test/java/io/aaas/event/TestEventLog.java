package io.aaas.event;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;

import io.aaas.store.Store;

/**
 * Makes event logs for the tests of other packages.
 */
public final class TestEventLog {

	private TestEventLog() {
	}

	public static EventLog on(Store store) {
		return new EventLog(store, Clock.tickMillis(ZoneOffset.UTC));
	}

	/** A row for an agent whose log begins. */
	static String agent(Store store) {
		String id = UUID.randomUUID().toString();
		store.write(id, (transaction) -> transaction.sql("""
				insert into agents (id, tenant_id, name, status, template, config, labels, working_directory,
					owns_working_directory, node, epoch, last_seq, launch, session_id, messages_count, queue_length,
					usage, created_at, updated_at, last_active_at)
				values (?, 'tenant', 'name', 'stopped', 'general@1', '{}', '{}', '/', 0, 'local', 1, 0, 0, '', 0, 0,
					'{}', 0, 0, 0)""").param(id).update());
		return id;
	}

}
