package io.aaas.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.aaas.fault.Stored.StoredEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows the events of an agent by {@code Last-Event-ID}: whenever it is cut off, and
 * now and then of its own accord, it comes back and goes on behind the last one it saw.
 */
final class EventReader {

	private static final Duration PAUSE = Duration.ofMillis(300);

	/** It goes after so many events, at most. */
	private static final int LONGEST_STAY = 60;

	private final List<StoredEvent> seen = new ArrayList<>();

	private final Http http;

	private final String agentId;

	private final Random random;

	private final Thread thread;

	private volatile long last = Long.MAX_VALUE;

	private volatile boolean gone;

	EventReader(Http http, String agentId) {
		this.http = http;
		this.agentId = agentId;
		this.random = new Random(agentId.hashCode());
		this.thread = Thread.ofVirtual().start(this::run);
	}

	String agentId() {
		return this.agentId;
	}

	private void run() {
		while (!this.gone && lastSeq() < this.last) {
			try {
				visit(1 + this.random.nextInt(LONGEST_STAY));
			}
			catch (IOException ex) {
				// The service is away.
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
	}

	/** Read so many events, if the stream lasts so long. */
	private void visit(int most) throws IOException {
		try (Http.Stream stream = this.http.follow("/api/v1/agents/" + this.agentId + "/events", lastSeq())) {
			this.gone = stream.status() == 404;
			if (stream.status() != 200) {
				LockSupport.parkNanos(PAUSE.toNanos());
				return;
			}
			BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
			int left = most;
			while (left > 0 && lastSeq() < this.last) {
				String line = lines.readLine();
				if (line == null) {
					return;
				}
				left -= take(line) ? 1 : 0;
			}
		}
	}

	/** All of an event is in its data. */
	private boolean take(String line) {
		if (!line.startsWith("data: {\"seq\":")) {
			return false;
		}
		JsonNode event = JsonMapper.shared().readTree(line.substring("data: ".length()));
		JsonNode message = event.get("message_id");
		@Nullable String messageId = message.isNull() ? null : message.asString();
		synchronized (this) {
			this.seen.add(new StoredEvent(this.agentId, event.get("seq").asLong(), messageId,
					event.get("type").asString(), StoredEvent.line(event.get("data"))));
		}
		return true;
	}

	private synchronized long lastSeq() {
		return this.seen.isEmpty() ? 0 : this.seen.getLast().seq();
	}

	synchronized List<StoredEvent> seen() {
		return List.copyOf(this.seen);
	}

	/** Read up to the agent's last event, if it comes soon, and end. */
	void finish(long lastSeq) {
		this.last = lastSeq;
		Patience.await(Duration.ofSeconds(20), () -> lastSeq() >= lastSeq || this.gone || !this.thread.isAlive());
		this.gone = true;
		this.thread.interrupt();
	}

}
