package io.aaas.event;

import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The events of all agents of a tenant, in the order they were committed.
 */
record TenantSource(Store store, String tenantId, Selection selection) implements Source {

	@Override
	public Backlog backlog(long after, int mostBytes) {
		return this.store.read((transaction) -> {
			long last = last(transaction);
			if (last <= after) {
				return Backlog.none(after);
			}
			Backlog events = Backlog.read(transaction, new Backlog.Scope("tenant_id", this.tenantId), "position", after,
					last, this.selection, mostBytes);
			return events.among(Gaps.between(transaction, this.tenantId, after, events.through(), Backlog.MOST_EVENTS));
		});
	}

	/** The number of the event that was committed last; 0 if there is none. */
	long last() {
		return this.store.read(this::last);
	}

	private long last(Transaction transaction) {
		return transaction.sql("select coalesce(max(position), 0) from events where tenant_id = ?")
			.param(this.tenantId)
			.query(Long.class)
			.single();
	}

	@Override
	public boolean includes(Published item) {
		return item instanceof Event event && this.selection.includes(event);
	}

	@Override
	public EventSubscription.@Nullable End endsWith(Event event) {
		return null;
	}

	@Override
	public Source ofMessage(String messageId) {
		return new TenantSource(this.store, this.tenantId, this.selection.only(messageId));
	}

	@Override
	public boolean outlastsDraining() {
		return false;
	}

}
