package io.aaas.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics of those agents that somebody follows; nothing is kept for the others.
 */
final class Topics {

	private final Map<String, Followed> followed = new ConcurrentHashMap<>();

	private volatile boolean draining;

	private volatile boolean closed;

	Topic enter(String agentId, boolean deltas) {
		Topic topic = this.followed
			.compute(agentId,
					(id, known) -> ((known != null) ? known : new Followed(new Topic(), 0, 0)).plus(1, deltas ? 1 : 0))
			.topic();
		if (this.draining) {
			topic.drain();
		}
		if (this.closed) {
			topic.close(EventSubscription.End.SHUTDOWN);
		}
		return topic;
	}

	void leave(String agentId, boolean deltas) {
		this.followed.computeIfPresent(agentId,
				(id, known) -> (known.readers() > 1) ? known.plus(-1, deltas ? -1 : 0) : null);
	}

	void publish(String agentId, List<? extends Published> items) {
		Followed known = this.followed.get(agentId);
		if (known != null) {
			List<? extends Published> wanted = (known.deltaReaders() > 0) ? items
					: items.stream().filter(Event.class::isInstance).toList();
			if (!wanted.isEmpty()) {
				known.topic().publish(wanted);
			}
		}
	}

	void close(String agentId) {
		Followed known = this.followed.get(agentId);
		if (known != null) {
			known.topic().close(EventSubscription.End.DELETED);
		}
	}

	void drainAll() {
		this.draining = true;
		this.followed.values().forEach((known) -> known.topic().drain());
	}

	void closeAll() {
		this.closed = true;
		this.followed.values().forEach((known) -> known.topic().close(EventSubscription.End.SHUTDOWN));
	}

	int readers() {
		return this.followed.values().stream().mapToInt(Followed::readers).sum();
	}

	private record Followed(Topic topic, int readers, int deltaReaders) {

		Followed plus(int readers, int deltaReaders) {
			return new Followed(this.topic, this.readers + readers, this.deltaReaders + deltaReaders);
		}

	}

}
