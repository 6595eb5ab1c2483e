package io.aaas.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who follows a log gets each event once and in order, whatever happens meanwhile.
 */
abstract class SubscriptionContract extends FollowedLog {

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
			this.log.publish(TENANT, this.agent, first);
			List<Event> third = happen(1);
			assertThat(read(reader, 4)).containsExactly(first.get(0), first.get(1), second.get(0), third.get(0));
			assertThat(next(reader, NOT_LONG)).isEmpty();
		}
	}

	@Test
	void nextWhenWhatIsAskedForIsRareLooksForItInPartsAndFindsIt() {
		happen(10_050);
		happen(EventType.AGENT_STOPPED);
		Selection rare = Selection.of(List.of(EventType.AGENT_STOPPED), false);
		AgentSource source = new AgentSource(this.store, this.agent, rare);
		Backlog first = source.backlog(0, 1024);
		assertThat(first).isEqualTo(new Backlog(List.of(), 10_000, false));
		assertThat(source.backlog(first.through(), 1024).through()).isEqualTo(10_051);
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, rare, true)) {
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(10_051L);
			happen(EventType.AGENT_STOPPED);
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(10_052L);
		}
	}

	@Test
	void nextWhenEventsWereInTheBacklogAlreadyDoesNotTellThemAgain() {
		try (EventSubscription reader = follow(0)) {
			List<Event> events = commit(3);
			assertThat(next(reader, LONG)).isEqualTo(events);
			this.log.publish(TENANT, this.agent, events);
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
			assertThat(next(reader, LONG)).isEqualTo(this.log.read(this.agent, 0, 1, List.of()).rows())
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
		this.log = TestEventLog.on(this.store);
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

}
