package io.aaas.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.aaas.fault.Stored.StoredEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the events of an agent, and goes on behind the last one it has seen whenever it
 * was cut off.
 */
final class EventReader {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final List<StoredEvent> seen = new ArrayList<>();

	private final Http http;

	private final String agentId;

	private final Thread thread;

	private volatile boolean ending;

	EventReader(Http http, String agentId) {
		this.http = http;
		this.agentId = agentId;
		this.thread = Thread.ofVirtual().start(this::run);
	}

	String agentId() {
		return this.agentId;
	}

	private void run() {
		boolean more = true;
		while (more || !this.ending) {
			try {
				more = page();
			}
			catch (IOException ex) {
				// The service is away.
				more = !this.ending;
			}
			if (!more && !this.ending) {
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
	}

	/** Returns whether there is more. */
	private boolean page() throws IOException {
		Reply page = this.http.ask("GET", "/api/v1/agents/" + this.agentId + "/events?limit=1000&after=" + lastSeq(),
				null);
		if (page.status() == 404) {
			this.ending = true;
			return false;
		}
		if (!page.ok()) {
			return false;
		}
		page.json().get("data").forEach(this::take);
		return page.json().get("has_more").asBoolean();
	}

	private synchronized void take(JsonNode event) {
		JsonNode message = event.get("message_id");
		@Nullable String messageId = message.isNull() ? null : message.asString();
		this.seen
			.add(new StoredEvent(this.agentId, event.get("seq").asLong(), messageId, event.get("type").asString()));
	}

	private synchronized long lastSeq() {
		return this.seen.isEmpty() ? 0 : this.seen.getLast().seq();
	}

	synchronized List<StoredEvent> seen() {
		return List.copyOf(this.seen);
	}

	/** Read to the end of what there is, and no further. */
	void finish() {
		this.ending = true;
		LockSupport.unpark(this.thread);
		try {
			this.thread.join(Duration.ofSeconds(30));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
