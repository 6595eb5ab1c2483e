package io.aaas.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The topics of those agents that somebody follows; nothing is kept for the others.
 */
final class Topics {

	private final Map<String, Followed> followed = new ConcurrentHashMap<>();

	private volatile boolean closed;

	Topic enter(String agentId) {
		Topic topic = this.followed
			.compute(agentId, (id, known) -> (known != null) ? known.plus(1) : new Followed(new Topic(), 1))
			.topic();
		if (this.closed) {
			topic.close(EventSubscription.End.SHUTDOWN);
		}
		return topic;
	}

	void leave(String agentId) {
		this.followed.computeIfPresent(agentId, (id, known) -> (known.readers() > 1) ? known.plus(-1) : null);
	}

	void publish(List<Event> events) {
		if (!events.isEmpty()) {
			with(events.getFirst().agentId(), (topic) -> topic.publish(events));
		}
	}

	void close(String agentId) {
		with(agentId, (topic) -> topic.close(EventSubscription.End.DELETED));
	}

	private void with(String agentId, Consumer<Topic> action) {
		@Nullable Followed known = this.followed.get(agentId);
		if (known != null) {
			action.accept(known.topic());
		}
	}

	void closeAll() {
		this.closed = true;
		this.followed.values().forEach((known) -> known.topic().close(EventSubscription.End.SHUTDOWN));
	}

	int readers() {
		return this.followed.values().stream().mapToInt(Followed::readers).sum();
	}

	private record Followed(Topic topic, int readers) {

		Followed plus(int difference) {
			return new Followed(this.topic, this.readers + difference);
		}

	}

}
