package io.aaas.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who follows all agents of a tenant misses nothing of any, and nothing comes from
 * others; who is behind what was removed is told.
 */
abstract class TenantSubscriptionContract extends FollowedLog {

	@Test
	void nextTellsOfAllAgentsOfTheTenantInTheOrderOfCommits() {
		long before = this.log.readAll(TENANT, 0, 100_000, List.of())
			.rows()
			.stream()
			.mapToLong(Entry::number)
			.max()
			.orElse(0);
		List<Event> all = new ArrayList<>(happen(2));
		try (EventSubscription reader = this.log.subscribe(TENANT, before, List.of())) {
			assertThat(next(reader, LONG)).isEqualTo(all);
			String first = this.agent;
			this.agent = TestEventLog.agent(this.store);
			this.seq = 0;
			all.addAll(happen(2));
			List<Event> others = List
				.of(new Event(TestEventLog.agent(this.store), 1, null, EventType.AGENT_CREATED, AT, "{}"));
			this.store.write("", (transaction) -> {
				this.log.append(transaction, "another", others, Map.of());
				return true;
			});
			this.log.publish("another", others.getFirst().agentId(), others);
			this.agent = first;
			this.seq = 2;
			all.addAll(happen(1));
			happen(EventType.AGENT_DELETED);
			List<Event> found = read(reader, 4);
			assertThat(found.subList(0, 3)).isEqualTo(all.subList(2, 5));
			assertThat(found.getLast().type()).isEqualTo(EventType.AGENT_DELETED);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.end()).isNull();
			assertThat(this.log.readAll(TENANT, before, 5, List.of()).rows().stream().map(Entry::item)).isEqualTo(all);
		}
		assertThat(this.log.subscribers()).isZero();
	}

	@Test
	void nextWhenAnEventWasNotPublishedTellsItWithTheNext() {
		try (EventSubscription reader = this.log.subscribe(TENANT, last(), List.of())) {
			List<Event> all = new ArrayList<>(commit(1));
			all.addAll(happen(1));
			assertThat(read(reader, 2)).isEqualTo(all);
		}
	}

	@Test
	void readersThatComeAndGoWhileManyAgentsWorkMissNothing() throws Exception {
		int agents = 5;
		int each = 300;
		long begin = last();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<List<Event>>> readers = IntStream.range(0, 3)
				.mapToObj((reader) -> CompletableFuture
					.supplyAsync(() -> assemble(new Random(reader), begin, agents * each), threads))
				.toList();
			List<CompletableFuture<List<Event>>> writers = IntStream.range(0, agents)
				.mapToObj((writer) -> CompletableFuture.supplyAsync(() -> write(new Random(writer), each), threads))
				.toList();
			List<List<Event>> written = new ArrayList<>();
			for (CompletableFuture<List<Event>> writer : writers) {
				written.add(writer.get(60, TimeUnit.SECONDS));
			}
			for (CompletableFuture<List<Event>> reader : readers) {
				List<Event> found = reader.get(60, TimeUnit.SECONDS);
				for (List<Event> log : written) {
					assertThat(found.stream().filter((event) -> event.agentId().equals(log.getFirst().agentId())))
						.isEqualTo(log);
				}
			}
		}
	}

	private List<Event> write(Random random, int count) {
		String id = TestEventLog.agent(this.store);
		List<Event> all = new ArrayList<>();
		while (all.size() < count) {
			List<Event> events = new ArrayList<>();
			for (int i = random.nextInt(4); i >= 0 && all.size() + events.size() < count; i--) {
				events.add(new Event(id, all.size() + events.size() + 1, null, EventType.CLAUDE_ASSISTANT, AT,
						"\"" + "x".repeat(random.nextInt(3000)) + "\""));
			}
			this.store.write(id, (transaction) -> {
				this.log.append(transaction, TENANT, events, Map.of());
				return true;
			});
			this.log.publish(TENANT, id, events);
			all.addAll(events);
		}
		return all;
	}

	private List<Event> assemble(Random random, long begin, int total) {
		List<Event> found = new ArrayList<>();
		long cursor = begin;
		while (found.size() < total) {
			try (EventSubscription reader = this.log.subscribe(TENANT, cursor, List.of())) {
				for (int i = random.nextInt(20); i >= 0 && found.size() < total; i--) {
					for (Entry entry : entries(reader, LONG)) {
						found.add((Event) entry.item());
						cursor = entry.number();
					}
				}
			}
		}
		return found;
	}

	private long last() {
		return this.log.readAll(TENANT, 0, 1_000_000, List.of())
			.rows()
			.stream()
			.mapToLong(Entry::number)
			.max()
			.orElse(0);
	}

	@Test
	void trimRemovesTheOldestAndTheReaderIsTold() {
		happen(250);
		repeat(() -> this.log.trim(this.agent, AT, 30));
		assertGap(0, 1, 220);
		assertGap(100, 101, 220);
		assertThat(this.log.read(this.agent, 220, 100, List.of()).rows()).hasSize(30)
			.first()
			.matches((event) -> event.seq() == 221);
		try (EventSubscription reader = this.log.subscribe(this.agent, 50,
				Selection.of(List.of(EventType.MESSAGE_QUEUED), false), true)) {
			assertThat(entries(reader, LONG)).extracting(Entry::number).containsExactly(220L);
			assertThat(next(reader, NOT_LONG)).isEmpty();
			happen(EventType.MESSAGE_QUEUED);
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(251L);
		}
	}

	@Test
	void whoReadsAllAgentsFromBeforeWhatWasRemovedIsToldOnce() {
		long begin = last();
		happen(30);
		long third = this.log.readAll(TENANT, begin, 3, List.of()).rows().getLast().number();
		long twentieth = this.log.readAll(TENANT, begin, 20, List.of()).rows().getLast().number();
		String trimmed = this.agent;
		this.agent = TestEventLog.agent(this.store);
		this.seq = 0;
		List<Event> others = happen(700);
		repeat(() -> this.log.trim(trimmed, AT, 10));
		for (long after : new long[] { begin, third }) {
			List<Event> found = new ArrayList<>();
			try (EventSubscription reader = this.log.subscribe(TENANT, after, List.of())) {
				found.addAll(read(reader, 711));
			}
			assertThat(found.getFirst().type()).isEqualTo(EventType.LOG_GAP);
			assertThat(found.getFirst().agentId()).isEqualTo(trimmed);
			assertThat(found.getFirst().data()).isEqualTo("{\"from\":1,\"to\":20}");
			assertThat(found.subList(1, 11)).extracting(Event::seq).first().isEqualTo(21L);
			assertThat(found.subList(11, 711)).isEqualTo(others);
			List<Entry> page = this.log.readAll(TENANT, after, 2, List.of(EventType.AGENT_DELETED)).rows();
			assertThat(page).extracting(Entry::item).containsExactly(found.getFirst());
			assertThat(page.getFirst().number()).isEqualTo(twentieth);
		}
		try (EventSubscription reader = this.log.subscribe(TENANT, twentieth, List.of())) {
			assertThat(next(reader, LONG)).as("who had all that is gone").first().matches((event) -> event.seq() == 21);
		}
	}

	private void assertGap(long after, long from, long to) {
		List<Event> page = this.log.read(this.agent, after, 2, List.of()).rows();
		assertThat(page).extracting(Event::seq).containsExactly(to, to + 1);
		assertThat(page.getFirst().type()).isEqualTo(EventType.LOG_GAP);
		assertThat(page.getFirst().data()).isEqualTo("{\"from\":" + from + ",\"to\":" + to + "}");
		try (EventSubscription reader = follow(after)) {
			List<Event> events = read(reader, 2);
			assertThat(events.subList(0, 2)).isEqualTo(page);
		}
	}

	@Test
	void trimByAgeKeepsTheNewestAndWhatIsYounger() {
		happen(5);
		repeat(() -> this.log.trim(this.agent, AT, Long.MAX_VALUE));
		assertThat(this.log.read(this.agent, 0, 100, List.of()).rows()).hasSize(5);
		repeat(() -> this.log.trim(this.agent, AT.plusMillis(1), Long.MAX_VALUE));
		assertThat(this.log.read(this.agent, 0, 100, List.of()).rows()).extracting(Event::seq).containsExactly(4L, 5L);
	}

	@Test
	void trimWhenDataIsLargeRemovesItToo() {
		happen(3, "\"" + "x".repeat(6 << 20) + "\"");
		happen(1);
		assertThat(this.log.trim(this.agent, AT.plusMillis(1), 1)).as("not all at once").isTrue();
		repeat(() -> this.log.trim(this.agent, AT.plusMillis(1), 1));
		int parts = this.store
			.read((transaction) -> transaction.sql("select count(*) from event_payloads where agent_id = ?")
				.param(this.agent)
				.query(Integer.class)
				.single());
		assertThat(parts).isZero();
	}

	@Test
	void purgeRemovesAll() {
		happen(250);
		repeat(() -> this.log.purge(this.agent));
		assertThat(this.log.read(this.agent, 0, 100, List.of()).rows()).isEmpty();
	}

	private static void repeat(BooleanSupplier step) {
		int steps = 0;
		while (step.getAsBoolean()) {
			assertThat(++steps).isLessThan(100);
		}
	}

}
