package io.aaas.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The topics of those agents and tenants that somebody follows; nothing is kept for the
 * others.
 */
final class Topics {

	private final Map<String, Followed> agents = new ConcurrentHashMap<>();

	private final Map<String, Followed> tenants = new ConcurrentHashMap<>();

	private volatile boolean draining;

	private volatile boolean closed;

	Topic enter(String agentId, boolean deltas) {
		return opened(this.agents.compute(agentId,
				(id, known) -> ((known != null) ? known : Followed.of(new Topic())).plus(1, deltas ? 1 : 0)));
	}

	Topic enterTenant(String tenantId, Supplier<Tail> tail) {
		return opened(this.tenants.compute(tenantId,
				(id, known) -> ((known != null) ? known : Followed.of(tail.get().start())).plus(1, 0)));
	}

	private Topic opened(Followed followed) {
		if (this.draining) {
			followed.topic().drain();
		}
		if (this.closed) {
			followed.topic().close(EventSubscription.End.SHUTDOWN);
		}
		return followed.topic();
	}

	void leave(String agentId, boolean deltas) {
		this.agents.computeIfPresent(agentId, (id, known) -> known.minus(1, deltas ? 1 : 0));
	}

	void leaveTenant(String tenantId) {
		this.tenants.computeIfPresent(tenantId, (id, known) -> known.minus(1, 0));
	}

	void publish(String tenantId, String agentId, List<? extends Published> items) {
		Followed agent = this.agents.get(agentId);
		if (agent != null) {
			boolean deltas = agent.deltaReaders() > 0;
			agent.topic()
				.publish(items.stream().filter((item) -> deltas || item instanceof Event).map(Entry::of).toList());
		}
		Followed tenant = this.tenants.get(tenantId);
		if (tenant != null && tenant.tail() != null && items.stream().anyMatch(Event.class::isInstance)) {
			tenant.tail().published();
		}
	}

	void close(String agentId) {
		Followed known = this.agents.get(agentId);
		if (known != null) {
			known.topic().close(EventSubscription.End.DELETED);
		}
	}

	void drainAll() {
		this.draining = true;
		this.agents.values().forEach((known) -> known.topic().drain());
		this.tenants.values().forEach((known) -> known.topic().drain());
	}

	void closeAll() {
		this.closed = true;
		this.agents.values().forEach((known) -> known.topic().close(EventSubscription.End.SHUTDOWN));
		this.tenants.values().forEach((known) -> known.topic().close(EventSubscription.End.SHUTDOWN));
	}

	int readers() {
		return this.agents.values().stream().mapToInt(Followed::readers).sum()
				+ this.tenants.values().stream().mapToInt(Followed::readers).sum();
	}

	private record Followed(Topic topic, @Nullable Tail tail, int readers, int deltaReaders) {

		static Followed of(Topic topic) {
			return new Followed(topic, null, 0, 0);
		}

		static Followed of(Tail tail) {
			return new Followed(tail.topic(), tail, 0, 0);
		}

		Followed plus(int readers, int deltaReaders) {
			return new Followed(this.topic, this.tail, this.readers + readers, this.deltaReaders + deltaReaders);
		}

		@Nullable Followed minus(int readers, int deltaReaders) {
			if (this.readers == readers) {
				if (this.tail != null) {
					this.tail.end();
				}
				return null;
			}
			return plus(-readers, -deltaReaders);
		}

	}

}
