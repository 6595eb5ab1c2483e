package io.aaas.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

import io.aaas.store.Part;
import io.aaas.store.Store;
import io.aaas.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the event log promises, on whichever database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EventLogContract {

	private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

	private static final String ROCKET = "\ud83d\ude80";

	private TestStore database;

	private Store store;

	private EventLog log;

	private String agent;

	abstract TestStore open();

	@BeforeAll
	void openStore() {
		this.database = open();
		this.store = this.database.store();
		this.log = TestEventLog.on(this.store);
	}

	@AfterAll
	void closeStore() {
		this.database.close();
	}

	@BeforeEach
	void insertAgent() {
		this.agent = TestEventLog.agent(this.store);
	}

	@Test
	void readWhenEventsAreAppendedReturnsThemInOrder() {
		List<Event> events = List.of(event(1, EventType.AGENT_CREATED, null, "{\"name\":\"it's \\\"x\\\"\"}"),
				event(2, EventType.MESSAGE_QUEUED, "m1", "{}"),
				event(3, EventType.CLAUDE_ASSISTANT, "m1", "{\"t\":\"" + ROCKET + "\"}"));
		append(events);
		assertThat(this.log.read(this.agent, 0, 100, List.of()).rows()).isEqualTo(events);
	}

	@Test
	void readWhenPagedReturnsEachEventOnce() {
		append(LongStream.rangeClosed(1, 25)
			.mapToObj((seq) -> event(seq, EventType.CLAUDE_SYSTEM, null, "{}"))
			.toList());
		List<Long> seen = new ArrayList<>();
		List<Event> page = this.log.read(this.agent, 0, 10, List.of()).rows();
		while (!page.isEmpty()) {
			assertThat(page).hasSizeLessThanOrEqualTo(10);
			page.forEach((event) -> seen.add(event.seq()));
			page = this.log.read(this.agent, seen.getLast(), 10, List.of()).rows();
		}
		assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 25).boxed().toList());
	}

	@Test
	void readWhenEventsAreLargeReturnsNoMoreThanCanBeHeld() {
		String data = "{\"text\":\"" + "x".repeat(200_000) + "\"}";
		append(LongStream.rangeClosed(1, 60)
			.mapToObj((seq) -> event(seq, EventType.CLAUDE_SYSTEM, null, data))
			.toList());
		Part<Event> page = this.log.read(this.agent, 0, 100, List.of());
		assertThat(page.rows()).hasSize(42);
		assertThat(page.more()).isTrue();
		Part<Event> rest = this.log.read(this.agent, 42, 100, List.of());
		assertThat(rest.rows()).hasSize(18);
		assertThat(rest.more()).isFalse();
	}

	@Test
	void readWhenTypesAreNamedReturnsOnlyThose() {
		append(List.of(event(1, EventType.AGENT_CREATED, null, "{}"), event(2, EventType.MESSAGE_QUEUED, "m1", "{}"),
				event(3, EventType.MESSAGE_STARTED, "m1", "{}"), event(4, EventType.MESSAGE_COMPLETED, "m1", "{}")));
		assertThat(this.log
			.read(this.agent, 1, 2,
					List.of(EventType.MESSAGE_QUEUED, EventType.MESSAGE_COMPLETED, EventType.AGENT_CREATED))
			.rows()).extracting(Event::seq).containsExactly(2L, 4L);
		assertThat(this.log.read(this.agent, 0, 10, List.of(EventType.AGENT_DELETED)).rows()).isEmpty();
	}

	@Test
	void readWhenAgentIsAnotherReturnsNothingOfIt() {
		append(List.of(event(1, EventType.AGENT_CREATED, null, "{}")));
		assertThat(this.log.read(TestEventLog.agent(this.store), 0, 10, List.of()).rows()).isEmpty();
	}

	@Test
	void readWhenTypeIsOfAnotherVersionStillReturnsTheEvent() {
		append(List.of(event(1, EventType.AGENT_CREATED, null, "{}")));
		this.store.write(this.agent,
				(transaction) -> transaction.sql("update events set type = 'agent.teleported' where agent_id = ?")
					.param(this.agent)
					.update());
		assertThat(this.log.read(this.agent, 0, 10, List.of()).rows()).extracting(Event::type)
			.containsExactly(EventType.CLAUDE_UNKNOWN);
	}

	@Test
	void appendWhenNumberExistsWritesNothingOfIt() {
		append(List.of(event(1, EventType.AGENT_CREATED, null, "{}"), event(2, EventType.AGENT_STARTED, null, "{}")));
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> append(List
			.of(event(3, EventType.MESSAGE_QUEUED, "m1", large(0)), event(2, EventType.MESSAGE_QUEUED, "m2", "{}"))));
		assertThat(this.log.read(this.agent, 0, 10, List.of()).rows()).extracting(Event::type)
			.containsExactly(EventType.AGENT_CREATED, EventType.AGENT_STARTED);
		assertThat(this.log.readData(this.agent, 3, (part) -> {
		})).isFalse();
	}

	@Test
	void appendWhenAgentDoesNotExistIsRefused() {
		this.agent = UUID.randomUUID().toString();
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> append(List.of(event(1, EventType.AGENT_CREATED, null, "{}"))));
	}

	@Test
	void appendWhenDataIsLargeKeepsPreviewInEventAndTheWholeApart() {
		// A pair on each border at which the parts and the preview are cut.
		for (int shift = 0; shift < 2; shift++) {
			this.agent = TestEventLog.agent(this.store);
			String data = large(shift);
			append(List.of(event(1, EventType.CLAUDE_TOOL_RESULT, "m1", data)));
			JsonNode kept = JsonMapper.shared()
				.readTree(this.log.read(this.agent, 0, 1, List.of()).rows().getFirst().data());
			assertThat(kept.path("truncated").booleanValue()).isTrue();
			assertThat(kept.path("size").intValue()).isEqualTo(data.getBytes(StandardCharsets.UTF_8).length);
			assertThat(data).startsWith(kept.path("preview").stringValue());
			assertThat(kept.path("preview").stringValue()).hasSizeBetween(4095, 4096);
			assertThat(wholePairs(kept.path("preview").stringValue())).isTrue();
			List<String> parts = parts(1);
			assertThat(parts).hasSizeGreaterThan(2).allMatch(EventLogContract::wholePairs);
			assertThat(String.join("", parts)).isEqualTo(data);
		}
	}

	@Test
	void appendWhenDataIsJustNotLargeKeepsItInEvent() {
		String data = "\"" + "x".repeat(Event.LARGEST_DATA - 2) + "\"";
		append(List.of(event(1, EventType.CLAUDE_TOOL_RESULT, null, data),
				event(2, EventType.CLAUDE_TOOL_RESULT, null, data + " ")));
		assertThat(this.log.read(this.agent, 0, 1, List.of()).rows().getFirst().data()).isEqualTo(data);
		assertThat(parts(1)).containsExactly(data);
		assertThat(this.log.read(this.agent, 1, 1, List.of()).rows().getFirst().data()).hasSizeLessThan(5000);
		assertThat(parts(2)).containsExactly(data + " ");
	}

	@Test
	void appendWhenPayloadIsStreamedKeepsItsParts() {
		Event event = event(1, EventType.CLAUDE_TOOL_RESULT, null, "{\"truncated\":true}");
		this.store.write(this.agent, (transaction) -> {
			this.log.append(transaction, "tenant", List.of(event), Map.of(1L, List.of("one", "two", "three")));
			return true;
		});
		assertThat(this.log.read(this.agent, 0, 10, List.of()).rows()).containsExactly(event);
		assertThat(parts(1)).containsExactly("one", "two", "three");
	}

	@Test
	void readDataWhenThereIsNoSuchEventSaysSo() {
		assertThat(this.log.readData(this.agent, 1, (part) -> {
		})).isFalse();
	}

	@Test
	void holdsWhenNumberIsOfAnotherEventIsFalse() {
		Event event = event(1, EventType.MESSAGE_QUEUED, "m1", "{}");
		append(List.of(event));
		assertThat(holds(event)).isTrue();
		assertThat(holds(event(2, EventType.MESSAGE_QUEUED, "m1", "{}"))).isFalse();
		assertThat(holds(event(1, EventType.MESSAGE_QUEUED, "m2", "{}"))).isFalse();
		assertThat(holds(event(1, EventType.MESSAGE_QUEUED, null, "{}"))).isFalse();
		assertThat(holds(event(1, EventType.MESSAGE_STARTED, "m1", "{}"))).isFalse();
		assertThat(holds(new Event(this.agent, 1, "m1", EventType.MESSAGE_QUEUED, AT.plusMillis(1), "{}"))).isFalse();
	}

	private boolean holds(Event event) {
		return this.store.read((transaction) -> this.log.holds(transaction, event));
	}

	private List<String> parts(long seq) {
		List<String> parts = new ArrayList<>();
		assertThat(this.log.readData(this.agent, seq, parts::add)).isTrue();
		return parts;
	}

	private void append(List<Event> events) {
		this.store.write(this.agent, (transaction) -> {
			this.log.append(transaction, "tenant", events, Map.of());
			return true;
		});
	}

	private Event event(long seq, EventType type, @Nullable String messageId, String data) {
		return new Event(this.agent, seq, messageId, type, AT, data);
	}

	/** More than two parts, of nothing but pairs. */
	private static String large(int shift) {
		return "\"" + "x".repeat(shift) + ROCKET.repeat(600 * 1024) + "\"";
	}

	private static boolean wholePairs(String text) {
		return !Character.isLowSurrogate(text.charAt(0)) && !Character.isHighSurrogate(text.charAt(text.length() - 1));
	}

}
