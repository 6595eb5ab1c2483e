package io.aaas.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.aaas.store.Store;
import io.aaas.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A log in which things happen, and those who follow it.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class FollowedLog {

	static final String TENANT = "tenant";

	static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

	static final Duration NOT_LONG = Duration.ofMillis(20);

	static final Duration LONG = Duration.ofSeconds(10);

	static final Selection WITH_DELTAS = Selection.of(List.of(), true);

	TestStore database;

	Store store;

	EventLog log;

	String agent;

	long seq;

	abstract TestStore open();

	@BeforeAll
	void openStore() {
		this.database = open();
		this.store = this.database.store();
	}

	@AfterAll
	void closeStore() {
		this.database.close();
	}

	@BeforeEach
	void insertAgent() {
		this.log = TestEventLog.on(this.store);
		this.agent = TestEventLog.agent(this.store);
		this.seq = 0;
	}

	EventSubscription follow(long after) {
		return this.log.subscribe(this.agent, after, Selection.ALL, true);
	}

	static List<Event> next(EventSubscription reader, Duration patience) {
		return items(reader, patience).stream().map(Event.class::cast).toList();
	}

	static List<Published> items(EventSubscription reader, Duration patience) {
		return entries(reader, patience).stream().map(Entry::item).toList();
	}

	static List<Entry> entries(EventSubscription reader, Duration patience) {
		try {
			return reader.next(patience);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<Event> read(EventSubscription reader, int count) {
		List<Event> events = new ArrayList<>();
		while (events.size() < count) {
			List<Event> next = next(reader, LONG);
			assertThat(next).as("what follows " + events.size()).isNotEmpty();
			events.addAll(next);
		}
		return events;
	}

	List<Event> happen(int count) {
		return happen(count, "{}");
	}

	void happen(EventType type) {
		happen(event(null, type));
	}

	void happen(Event... events) {
		commit(List.of(events));
		this.log.publish(TENANT, this.agent, List.of(events));
	}

	Event event(@Nullable String messageId, EventType type) {
		return new Event(this.agent, ++this.seq, messageId, type, AT, "{}");
	}

	Delta delta(long behind, String text) {
		return new Delta(this.agent, behind, "m1", "msg_1", 0, 0, text, null);
	}

	List<Event> happen(int count, String data) {
		List<Event> events = commit(count, data);
		this.log.publish(TENANT, this.agent, events);
		return events;
	}

	List<Event> commit(int count) {
		return commit(count, "{}");
	}

	List<Event> commit(int count, String data) {
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			events.add(new Event(this.agent, ++this.seq, "m1", EventType.CLAUDE_ASSISTANT, AT, data));
		}
		return commit(events);
	}

	List<Event> commit(List<Event> events) {
		this.store.write(this.agent, (transaction) -> {
			this.log.append(transaction, TENANT, events, Map.of());
			return true;
		});
		return events;
	}

}
