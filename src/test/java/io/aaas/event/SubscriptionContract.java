package io.aaas.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.aaas.store.Store;
import io.aaas.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who follows a log gets each event once and in order, whatever happens meanwhile.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class SubscriptionContract {

	private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

	private static final Duration NOT_LONG = Duration.ofMillis(20);

	private static final Duration LONG = Duration.ofSeconds(10);

	private static final Selection WITH_DELTAS = Selection.of(List.of(), true);

	private TestStore database;

	private Store store;

	private EventLog log;

	private String agent;

	private long seq;

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
		this.log = new EventLog(this.store);
		this.agent = TestEventLog.agent(this.store);
		this.seq = 0;
	}

	@Test
	void nextTellsWhatIsThereAndThenWhatComes() {
		List<Event> before = happen(3);
		try (EventSubscription reader = follow(0)) {
			assertThat(next(reader, LONG)).isEqualTo(before);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.end()).isNull();
			List<Event> after = happen(2);
			assertThat(next(reader, LONG)).isEqualTo(after);
			assertThat(reader.cursor()).isEqualTo(5);
		}
	}

	@Test
	void nextWaitsForWhatComes() throws Exception {
		try (EventSubscription reader = follow(0); ExecutorService threads = Executors.newSingleThreadExecutor()) {
			CompletableFuture<List<Event>> next = new CompletableFuture<>();
			threads.execute(() -> next.complete(next(reader, LONG)));
			List<Event> events = happen(1);
			assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(events);
		}
	}

	@Test
	void nextWhenEventsAreCommittedAndNotPublishedYetTellsThemOnce() {
		try (EventSubscription reader = follow(0)) {
			assertThat(next(reader, NOT_LONG)).isEmpty();
			List<Event> first = commit(2);
			List<Event> second = happen(1);
			this.log.publish(this.agent, first);
			List<Event> third = happen(1);
			assertThat(read(reader, 4)).containsExactly(first.get(0), first.get(1), second.get(0), third.get(0));
			assertThat(next(reader, NOT_LONG)).isEmpty();
		}
	}

	@Test
	void nextWhenEventsWereInTheBacklogAlreadyDoesNotTellThemAgain() {
		try (EventSubscription reader = follow(0)) {
			List<Event> events = commit(3);
			assertThat(next(reader, LONG)).isEqualTo(events);
			this.log.publish(this.agent, events);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			List<Event> next = happen(1);
			assertThat(next(reader, LONG)).isEqualTo(next);
		}
	}

	@Test
	void nextWhenTheReaderIsSlowTellsAllAllTheSame() {
		try (EventSubscription reader = follow(0)) {
			happen(1);
			assertThat(next(reader, LONG)).hasSize(1);
			for (int i = 0; i < 30; i++) {
				happen(100, "\"" + "x".repeat(2000) + "\"");
			}
			assertThat(read(reader, 3000)).extracting(Event::seq)
				.isEqualTo(LongStream.rangeClosed(2, 3001).boxed().toList());
			assertThat(next(reader, NOT_LONG)).isEmpty();
		}
	}

	@Test
	void nextHandsOutLittleAtATime() {
		happen(200, "\"" + "x".repeat(10_000) + "\"");
		try (EventSubscription reader = follow(0)) {
			List<Event> events;
			int count = 0;
			do {
				events = next(reader, NOT_LONG);
				assertThat(events.stream().mapToInt(Event::size).sum())
					.isLessThan(EventSubscription.BATCH_BYTES + 21_000);
				count += events.size();
			}
			while (!events.isEmpty());
			assertThat(count).isEqualTo(200);
		}
	}

	@Test
	void nextWhenTypesAreAskedForGoesOnBehindTheOthersToo() {
		happen(2);
		happen(EventType.MESSAGE_QUEUED);
		happen(2);
		try (EventSubscription reader = this.log.subscribe(this.agent, 0,
				Selection.of(List.of(EventType.MESSAGE_QUEUED), false), true)) {
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(3L);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.cursor()).isEqualTo(5);
			happen(2);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.cursor()).isEqualTo(7);
			happen(EventType.MESSAGE_QUEUED);
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(8L);
		}
	}

	@Test
	void nextWhenDataIsLargeTellsThePreviewThatTheLogHolds() {
		try (EventSubscription reader = follow(0)) {
			assertThat(next(reader, NOT_LONG)).isEmpty();
			happen(1, "\"" + "x".repeat(Event.LARGEST_DATA) + "\"");
			assertThat(next(reader, LONG)).isEqualTo(this.log.read(this.agent, 0, 1, List.of()))
				.first()
				.matches((event) -> event.data().length() < 5000);
		}
	}

	@Test
	void nextWhenTheAgentIsDeletedEndsBehindThat() {
		try (EventSubscription live = follow(0);
				EventSubscription filtered = this.log.subscribe(this.agent, 0,
						Selection.of(List.of(EventType.AGENT_CREATED), false), true);
				EventSubscription late = follow(0)) {
			assertThat(next(live, NOT_LONG)).isEmpty();
			happen(EventType.AGENT_DELETED);
			for (EventSubscription reader : List.of(live, late)) {
				assertThat(next(reader, LONG)).extracting(Event::type).containsExactly(EventType.AGENT_DELETED);
			}
			for (EventSubscription reader : List.of(live, late, filtered)) {
				assertThat(next(reader, NOT_LONG)).isEmpty();
				assertThat(reader.end()).isEqualTo(EventSubscription.End.DELETED);
			}
		}
	}

	@Test
	void nextWhenTheAgentNeverWasEnds() {
		happen(1);
		try (EventSubscription reader = follow(0)) {
			this.log.forget(this.agent);
			assertThat(next(reader, LONG)).hasSize(1);
			assertThat(next(reader, LONG)).isEmpty();
			assertThat(reader.end()).isEqualTo(EventSubscription.End.DELETED);
		}
	}

	@Test
	void nextWhenTheServiceStopsEndsAtOnceUnlessItIsForAMessage() {
		happen(10);
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, Selection.ofMessage("m1", false), true)) {
			this.log.onClosing();
			assertThat(next(reader, LONG)).hasSize(10);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.end()).isNull();
			this.log.close();
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.end()).isEqualTo(EventSubscription.End.SHUTDOWN);
		}
		this.log = new EventLog(this.store);
		try (EventSubscription reader = follow(0)) {
			this.log.onClosing();
			assertThat(next(reader, LONG)).isEmpty();
			assertThat(reader.end()).isEqualTo(EventSubscription.End.SHUTDOWN);
		}
		try (EventSubscription late = follow(0)) {
			assertThat(next(late, LONG)).isEmpty();
			assertThat(late.end()).isEqualTo(EventSubscription.End.SHUTDOWN);
		}
	}

	@Test
	void nextWhenAMessageIsAskedForEndsWithIt() {
		happen(event("m1", EventType.MESSAGE_QUEUED), event("m2", EventType.MESSAGE_QUEUED),
				event("m1", EventType.MESSAGE_STARTED), event(null, EventType.CLAUDE_STDERR));
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, Selection.ofMessage("m1", false), true)) {
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(1L, 3L);
			happen(event("m2", EventType.MESSAGE_CANCELLED));
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.end()).isNull();
			happen(event("m1", EventType.MESSAGE_COMPLETED), event("m1", EventType.CLAUDE_STDERR));
			assertThat(next(reader, LONG)).extracting(Event::seq).startsWith(6L);
			assertThat(reader.end()).isEqualTo(EventSubscription.End.COMPLETE);
		}
		try (EventSubscription late = this.log.subscribe(this.agent, 7, Selection.ofMessage("m1", false), false)) {
			assertThat(next(late, LONG)).isEmpty();
			assertThat(late.end()).isEqualTo(EventSubscription.End.COMPLETE);
		}
	}

	@Test
	void deltasComeBehindTheEventsBeforeThem() {
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true);
				EventSubscription other = follow(0)) {
			assertThat(items(reader, NOT_LONG)).isEmpty();
			List<Event> events = commit(2);
			this.log.publish(this.agent,
					List.of(events.get(0), delta(1, "a"), delta(1, "b"), events.get(1), delta(2, "c")));
			this.log.publish(this.agent, List.of(delta(2, "d")));
			List<Published> items = new ArrayList<>();
			while (items.size() < 6) {
				items.addAll(items(reader, LONG));
			}
			assertThat(items).containsExactly(events.get(0), delta(1, "a"), delta(1, "b"), events.get(1), delta(2, "c"),
					delta(2, "d"));
			assertThat(next(other, LONG)).isEqualTo(events);
		}
	}

	@Test
	void deltasThatComeBeforeWhatWasReadAlreadyAreLeftOut() {
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true)) {
			List<Event> events = commit(2);
			assertThat(items(reader, LONG)).isEqualTo(events);
			this.log.publish(this.agent, List.of(events.get(0), delta(1, "a"), events.get(1), delta(2, "b")));
			assertThat(items(reader, LONG)).isEqualTo(List.of(delta(2, "b")));
		}
	}

	@Test
	void deltasBehindEventsThatWereNotPublishedYetWait() {
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true)) {
			assertThat(items(reader, NOT_LONG)).isEmpty();
			List<Event> events = commit(2);
			this.log.publish(this.agent, List.of(delta(2, "a")));
			assertThat(items(reader, LONG)).isEqualTo(events);
			assertThat(items(reader, LONG)).isEqualTo(List.of(delta(2, "a")));
		}
	}

	@Test
	void closeLeavesNothingBehind() {
		EventSubscription one = follow(0);
		EventSubscription two = follow(0);
		assertThat(this.log.subscribers()).isEqualTo(2);
		one.close();
		two.close();
		assertThat(this.log.subscribers()).isZero();
		happen(1);
	}

	/** Fixed seeds; more of them with {@code -Dstreams.rounds=}. */
	@Test
	void readersThatComeAndGoAtRandomAssembleTheLog() throws Exception {
		for (int round = 0; round < Integer.getInteger("streams.rounds", 1); round++) {
			insertAgent();
			readAtRandom(1000 + round);
		}
	}

	private void readAtRandom(long seed) throws Exception {
		int total = 3000;
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<List<Event>>> readers = IntStream.range(0, 8)
				.mapToObj((reader) -> CompletableFuture.supplyAsync(() -> assemble(new Random(seed + reader), total),
						threads))
				.toList();
			Random random = new Random(seed);
			List<Event> all = new ArrayList<>();
			while (all.size() < total) {
				int count = Math.min(total - all.size(), 1 + random.nextInt(20));
				all.addAll(happen(count, "\"" + "x".repeat(random.nextInt(3000)) + "\""));
			}
			for (CompletableFuture<List<Event>> reader : readers) {
				assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(all);
			}
		}
	}

	private List<Event> assemble(Random random, int total) {
		List<Event> found = new ArrayList<>();
		while (found.size() < total) {
			try (EventSubscription reader = follow(found.isEmpty() ? 0 : found.getLast().seq())) {
				for (int i = random.nextInt(20); i >= 0 && found.size() < total; i--) {
					found.addAll(next(reader, LONG));
					if (random.nextInt(5) == 0) {
						Thread.yield();
					}
				}
			}
		}
		return found;
	}

	private EventSubscription follow(long after) {
		return this.log.subscribe(this.agent, after, Selection.ALL, true);
	}

	private static List<Event> next(EventSubscription reader, Duration patience) {
		return items(reader, patience).stream().map(Event.class::cast).toList();
	}

	private static List<? extends Published> items(EventSubscription reader, Duration patience) {
		try {
			return reader.next(patience);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Event> read(EventSubscription reader, int count) {
		List<Event> events = new ArrayList<>();
		while (events.size() < count) {
			List<Event> next = next(reader, LONG);
			assertThat(next).as("what follows " + events.size()).isNotEmpty();
			events.addAll(next);
		}
		return events;
	}

	private List<Event> happen(int count) {
		return happen(count, "{}");
	}

	private void happen(EventType type) {
		happen(event(null, type));
	}

	private void happen(Event... events) {
		commit(List.of(events));
		this.log.publish(this.agent, List.of(events));
	}

	private Event event(@Nullable String messageId, EventType type) {
		return new Event(this.agent, ++this.seq, messageId, type, AT, "{}");
	}

	private Delta delta(long behind, String text) {
		return new Delta(this.agent, behind, "m1", "msg_1", 0, 0, text, null);
	}

	private List<Event> happen(int count, String data) {
		List<Event> events = commit(count, data);
		this.log.publish(this.agent, events);
		return events;
	}

	private List<Event> commit(int count) {
		return commit(count, "{}");
	}

	private List<Event> commit(int count, String data) {
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			events.add(new Event(this.agent, ++this.seq, "m1", EventType.CLAUDE_ASSISTANT, AT, data));
		}
		return commit(events);
	}

	private List<Event> commit(List<Event> events) {
		this.store.write(this.agent, (transaction) -> {
			this.log.append(transaction, "tenant", events, Map.of());
			return true;
		});
		return events;
	}

}
