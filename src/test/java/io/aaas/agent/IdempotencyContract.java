package io.aaas.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What is done under a key is done once, on whichever database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class IdempotencyContract {

	private TestJournal database;

	private IdempotencyKeyRepository keys;

	private Idempotency idempotency;

	private AgentState state;

	abstract TestStore open();

	@BeforeAll
	void openStore() {
		this.database = new TestJournal(open());
		this.keys = this.database.keys;
	}

	@AfterAll
	void closeStore() {
		this.database.close();
	}

	@BeforeEach
	void insertAgent() {
		this.database.now = TestJournal.NOW;
		this.idempotency = new Idempotency(this.keys);
		this.state = this.database.insert(TestJournal.agent());
	}

	// The row

	@Test
	void findWhenCommittedGivesWhatWasMade() {
		IdempotencyKey key = key("tenant");
		assertThat(this.keys.find(key)).isEmpty();
		send(key);
		assertThat(this.keys.find(key)).contains(messages().getFirst().id());
	}

	@Test
	void findWhenTheRequestIsAnotherOneIsRefused() {
		IdempotencyKey key = key("tenant");
		send(key);
		for (IdempotencyKey other : List.of(new IdempotencyKey("tenant", key.text(), "agents/other", "hash"),
				new IdempotencyKey("tenant", key.text(), key.operation(), "other"))) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.keys.find(other))
				.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED));
		}
	}

	@Test
	void findWhenTheTenantIsAnotherOneIsEmpty() {
		IdempotencyKey key = key("tenant");
		IdempotencyKey other = new IdempotencyKey("other", key.text(), key.operation(), "other");
		send(key);
		assertThat(this.keys.find(other)).isEmpty();
		send(other);
		assertThat(this.keys.find(key)).contains(messages().getFirst().id());
		assertThat(this.keys.find(other)).contains(messages().getLast().id());
	}

	@Test
	void commitWhenTheKeyIsTakenWritesNothing() {
		IdempotencyKey key = key("tenant");
		send(key);
		Map<String, List<String>> before = this.database.rows(this.state.agent().id());
		assertThatExceptionOfType(IdempotencyKeyTakenException.class).isThrownBy(() -> send(key));
		assertThat(this.database.rows(this.state.agent().id())).isEqualTo(before);
		send(null);
		assertThat(messages()).hasSize(2);
	}

	@Test
	void commitWhenItHasBeenActedUponIsWrittenThoughTheKeyIsTaken() {
		IdempotencyKey key = key("tenant");
		send(key);
		AgentChange change = change();
		change.accept(TestJournal.message(this.state.agent(), "text"));
		change.answer(key, "another");
		this.database.journal.commit(change);
		assertThat(messages()).hasSize(2);
		assertThat(this.keys.find(key)).contains(messages().getFirst().id());
	}

	@Test
	void commitWhenItsChangeIsRefusedLeavesTheKeyFree() {
		IdempotencyKey key = key("tenant");
		AgentChange late = change();
		late.accept(TestJournal.message(this.state.agent(), "of an owner of the past"));
		late.claim(key, late.messages().accepted().getFirst().id());
		send(null);
		assertThatExceptionOfType(OwnershipLostException.class).isThrownBy(() -> this.database.journal.commit(late));
		assertThat(this.keys.find(key)).isEmpty();
	}

	@Test
	void findWhenTheKeyIsTooOldIsEmptyAndTheKeyIsFreeAgain() {
		IdempotencyKey key = key("tenant");
		send(key);
		this.database.now = TestJournal.NOW.plus(TestJournal.KEY_LIFETIME).minusMillis(1);
		assertThat(this.keys.find(key)).isPresent();
		this.database.now = TestJournal.NOW.plus(TestJournal.KEY_LIFETIME);
		assertThat(this.keys.find(key)).isEmpty();
		send(key);
		assertThat(this.keys.find(key)).contains(messages().getLast().id());
		assertThat(messages()).hasSize(2);
	}

	@Test
	void deleteExpiredRemovesTheOldOnesSomeAtATime() {
		List<IdempotencyKey> old = IntStream.range(0, 5).mapToObj((i) -> key("tenant")).toList();
		old.forEach(this::send);
		this.database.now = TestJournal.NOW.plusSeconds(1);
		IdempotencyKey young = key("tenant");
		send(young);
		this.database.now = TestJournal.NOW.plus(TestJournal.KEY_LIFETIME);
		assertThat(this.keys.deleteExpired(3)).isEqualTo(3);
		int left = this.keys.deleteExpired(1000);
		assertThat(left).isGreaterThanOrEqualTo(2);
		assertThat(this.keys.deleteExpired(1000)).isZero();
		this.database.now = TestJournal.NOW.plusSeconds(1);
		assertThat(old).allSatisfy((key) -> assertThat(this.keys.find(key)).isEmpty());
		assertThat(this.keys.find(young)).isPresent();
	}

	// At once

	@Test
	void onceWhenAHundredAskAtOnceIsDoneOnceAndAnsweredAlike() {
		IdempotencyKey key = key("tenant");
		AtomicInteger done = new AtomicInteger();
		List<String> answers = together(100, () -> this.idempotency.once(key, (made) -> made, () -> {
			done.incrementAndGet();
			return send(key);
		}));
		assertThat(done).hasValue(1);
		assertThat(messages()).hasSize(1);
		assertThat(answers).hasSize(100).containsOnly(messages().getFirst().id());
	}

	@Test
	void onceWhenAnotherNodeWasQuickerAnswersFromWhatThatMade() {
		IdempotencyKey key = key("tenant");
		String answer = this.idempotency.once(key, (made) -> "made " + made, () -> {
			send(key);
			return send(key);
		});
		assertThat(answer).isEqualTo("made " + messages().getFirst().id());
		assertThat(messages()).hasSize(1);
	}

	@Test
	void onceWhenItFailsFailsForAllWhoAskMeanwhileAndCanBeTriedAgain() {
		IdempotencyKey key = key("tenant");
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch fail = new CountDownLatch(1);
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			CompletableFuture<String> first = CompletableFuture
				.supplyAsync(() -> this.idempotency.once(key, (made) -> made, () -> {
					begun.countDown();
					join(fail);
					throw new IllegalStateException("full");
				}), clients);
			join(begun);
			CompletableFuture<Thread> waiting = new CompletableFuture<>();
			CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> {
				waiting.complete(Thread.currentThread());
				return this.idempotency.once(key, (made) -> made, () -> "done all the same");
			}, clients);
			try {
				await().until(() -> second.isDone() || waiting.join().getState() == Thread.State.WAITING);
			}
			finally {
				fail.countDown();
			}
			assertThat(List.of(first, second)).allSatisfy((call) -> assertThat(call).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withMessageContaining("full"));
		}
		assertThat(this.idempotency.<String>once(key, (made) -> made, () -> send(key)))
			.isEqualTo(messages().getFirst().id());
	}

	@Test
	void onceUnlessRunningWhenItRunsIsToldToComeBack() {
		IdempotencyKey key = key("tenant");
		IdempotencyKey otherRequest = new IdempotencyKey("tenant", key.text(), "other", "hash");
		String answer = this.idempotency.onceUnlessRunning(key, (made) -> made, () -> {
			assertRefused(key, ProblemType.REQUEST_IN_PROGRESS);
			assertRefused(otherRequest, ProblemType.IDEMPOTENCY_KEY_REUSED);
			return send(key);
		});
		assertThat(this.idempotency.<String>onceUnlessRunning(key, (made) -> made, () -> "again")).isEqualTo(answer);
	}

	private void assertRefused(IdempotencyKey key, ProblemType type) {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> this.idempotency.onceUnlessRunning(key, (made) -> made, () -> "done"))
			.satisfies((ex) -> assertThat(ex.type()).isEqualTo(type));
	}

	private static void join(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <T> List<T> together(int count, Supplier<T> call) {
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			CountDownLatch go = new CountDownLatch(1);
			List<CompletableFuture<T>> calls = IntStream.range(0, count)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> {
					join(go);
					return call.get();
				}, clients))
				.toList();
			go.countDown();
			return calls.stream().map(CompletableFuture::join).toList();
		}
	}

	private IdempotencyKey key(String tenant) {
		return Objects.requireNonNull(IdempotencyKey.of(tenant, UUID.randomUUID().toString(), "agents/1/messages",
				Map.of("message", "text")));
	}

	private AgentChange change() {
		return new AgentChange(this.state, this.database.now);
	}

	/** Accept a message; its id. */
	private String send(@Nullable IdempotencyKey key) {
		AgentChange change = change();
		Message message = TestJournal.message(this.state.agent(), "text");
		change.accept(message);
		change.claim(key, message.id());
		this.database.journal.commit(change);
		this.state = change.after();
		return message.id();
	}

	private List<Message> messages() {
		return this.database.messages.page(this.state.agent().id(), null, null, 1000).rows();
	}

}
