package io.aaas.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.ProcessIdentity;
import io.aaas.event.Event;
import io.aaas.event.EventType;
import io.aaas.store.TestStore;
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
 * What the journal promises, on whichever database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AgentJournalContract {

	private TestJournal database;

	private AgentJournal journal;

	private AgentState state;

	abstract TestStore open();

	@BeforeAll
	void openStore() {
		this.database = new TestJournal(open());
		this.journal = this.database.journal;
	}

	@AfterAll
	void closeStore() {
		this.database.close();
	}

	@BeforeEach
	void insertAgent() {
		this.state = this.database.insert(TestJournal.agent());
	}

	@Test
	void ownWhenMuchWasCommittedReadsBackExactlyThat() {
		commit((change) -> {
			Launch launch = Objects.requireNonNull(change.launch());
			change.launch(launch.withProcesses(List.of(new ProcessIdentity(11, 12), new ProcessIdentity(13, 14)))
				.ingested(4711, 815)
				.withCost(0.25, 0.5));
			change.edit((edit) -> {
				edit.name = "it's \"another\" \ud83d\ude80";
				edit.labels = Map.of("team", "blue", "empty", "");
				edit.config = Documents
					.readObject("{\"max_turns\":3,\"temperature\":0.5,\"environment\":{\"A\":\"b\"}}");
				edit.pid = 4711L;
				edit.sessionId = "another-session";
				edit.usage = new Usage(1, 2, 3, 4, 0.125, 5, 6);
				edit.lastError = new Failure(FailureCode.START_FAILED, "reason");
			});
		});
		for (int i = 0; i < 3; i++) {
			commit((change) -> change.accept(TestJournal.message(change.agent(), "text")));
		}
		Message first = this.database.messages.page(agentId(), null, null, 1).rows().getFirst();
		commit((change) -> change.begin(first, 1));
		commit((change) -> change.delivered(Message.Delivery.ACKNOWLEDGED));
		commit((change) -> {
			change.span(AgentState.Span.of(true));
			change.ask(TestJournal.approval(change, "request-1"));
			change.ask(TestJournal.approval(change, "request-2"));
		});
		assertThat(this.state.queue()).hasSize(2);
		AgentState read = this.journal.own(agentId(), "other").orElseThrow();
		AgentState expected = new AgentState(this.state.agent().edited((edit) -> {
			edit.node = "other";
			edit.epoch = 2;
		}), this.state.current(), this.state.queue(), this.state.approvals(), this.state.launch(), this.state.span());
		assertThat(read).isEqualTo(expected);
		assertThat(this.database.events(agentId())).extracting(Event::seq)
			.isEqualTo(LongStream.rangeClosed(1, read.agent().lastSeq()).boxed().toList());
	}

	/** The process that goes on may tell it again. */
	@Test
	void ownWhenATurnHasEndedBeforeKnowsItsResult() {
		List<ClaudeLine> lines = RecordedTurn.lines("2.1.330", "turn-text");
		ClaudeLine result = lines.stream()
			.filter((line) -> line.message() instanceof ClaudeMessage.Result)
			.findFirst()
			.orElseThrow();
		commit((change) -> change.event(EventType.CLAUDE_RESULT, null, result.json()));
		AgentState.Span span = this.journal.own(agentId(), "other").orElseThrow().span();
		assertThat(span.last()).isEqualTo(result.message());
		assertThat(span.confirmed()).isTrue();
	}

	@Test
	void failedStartsCountsThoseSinceTheLastThatWentWell() {
		exited("7");
		commit((change) -> change.event(EventType.AGENT_STARTED, null, "{}"));
		assertThat(this.journal.failedStarts(agentId(), 5)).isZero();
		exited("7");
		exited("0");
		assertThat(this.journal.failedStarts(agentId(), 5)).isEqualTo(2);
		assertThat(this.journal.failedStarts(agentId(), 1)).isEqualTo(1);
		// The service was lost while it started.
		exited("null");
		assertThat(this.journal.failedStarts(agentId(), 5)).isEqualTo(2);
	}

	private void exited(String code) {
		commit((change) -> change.event(EventType.AGENT_PROCESS_EXITED, null,
				"{\"exit_code\":" + code + ",\"signal\":null,\"reason\":\"exited\"}"));
	}

	@Test
	void ownWhenThereIsNoSuchAgentIsEmpty() {
		assertThat(this.journal.own("nobody", "local")).isEmpty();
		commit((change) -> change.edit((edit) -> edit.deletedAt = change.now()));
		assertThat(this.journal.own(agentId(), "local")).isEmpty();
	}

	@Test
	void ownWhenRepeatedRaisesTheEpochEachTime() {
		assertThat(this.journal.own(agentId(), "a").orElseThrow().agent().epoch()).isEqualTo(2);
		assertThat(this.journal.own(agentId(), "b").orElseThrow().agent().epoch()).isEqualTo(3);
	}

	@Test
	void commitWhenMessageEndsBooksIt() {
		Message message = TestJournal.message(this.state.agent(), "text");
		commit((change) -> {
			change.accept(message);
			change.begin(message, 1);
		});
		Usage usage = new Usage(10, 20, 0, 0, 0.5, 1, 36);
		commit((change) -> {
			change.used(new UsageEntry(message.id(), "model", usage));
			change.finish(
					new Outcome(MessageStatus.COMPLETED, "reply", Documents.readObject("{\"a\":[1]}"), null, usage));
		});
		Message stored = this.database.messages.find(agentId(), message.id()).orElseThrow();
		assertThat(stored.status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(stored.response()).isEqualTo("reply");
		assertThat(stored.structuredOutput()).isEqualTo(Documents.readObject("{\"a\":[1]}"));
		assertThat(stored.usage()).isEqualTo(usage);
		assertThat(stored.finishedAt()).isEqualTo(TestJournal.NOW);
		assertThat(this.database.rows(agentId()).get("usage")).hasSize(1);
		assertThat(this.journal.own(agentId(), "local").orElseThrow().current()).isNull();
	}

	@Test
	void commitWhenQueuedMessageEndsKeepsWhy() {
		Message message = TestJournal.message(this.state.agent(), "text");
		commit((change) -> change.accept(message));
		commit((change) -> change.finishQueued(message.id(),
				Outcome.of(MessageStatus.CANCELLED, FailureCode.AGENT_STOPPED, "why")));
		Message stored = this.database.messages.find(agentId(), message.id()).orElseThrow();
		assertThat(stored.status()).isEqualTo(MessageStatus.CANCELLED);
		assertThat(stored.error()).isEqualTo(new Failure(FailureCode.AGENT_STOPPED, "why"));
		assertThat(this.journal.own(agentId(), "local").orElseThrow().queue()).isEmpty();
	}

	@Test
	void commitWhenMessageIsRedeliveredIsFirstAgain() {
		Message first = TestJournal.message(this.state.agent(), "first");
		commit((change) -> {
			change.accept(first);
			change.begin(first, 1);
		});
		commit((change) -> change.accept(TestJournal.message(change.agent(), "second")));
		commit((change) -> change
			.accept(TestJournal.message(change.agent(), "third", change.ahead(), OnInterrupt.FAIL)));
		assertThat(queueAsStored()).hasSize(2).isEqualTo(this.state.queue());
		commit((change) -> change.redeliver("reason"));
		assertThat(queueAsStored()).isEqualTo(this.state.queue()).first().isEqualTo(first.id());
		assertThat(this.database.messages.find(agentId(), first.id()).orElseThrow().redeliveries()).isOne();
	}

	@Test
	void commitWhenMessageIsRetriedKeepsTheAttemptAndIsFirstAgain() {
		Message first = TestJournal.message(this.state.agent(), "first", 1, OnInterrupt.RETRY);
		commit((change) -> {
			change.accept(first);
			change.begin(first, 1);
		});
		commit((change) -> change.delivered(Message.Delivery.ACKNOWLEDGED));
		commit((change) -> change.accept(TestJournal.message(change.agent(), "second")));
		commit((change) -> change.cutOff(Outcome.of(MessageStatus.INTERRUPTED, FailureCode.SERVICE_LOST, "why")));
		assertThat(queueAsStored()).isEqualTo(this.state.queue()).first().isEqualTo(first.id());
		Message stored = this.database.messages.find(agentId(), first.id()).orElseThrow();
		assertThat(stored.attempt()).isEqualTo(2);
		assertThat(stored.onInterrupt()).isEqualTo(OnInterrupt.RETRY);
		assertThat(stored.cliUuid()).isNotEqualTo(first.id());
		assertThat(stored.delivery()).isNull();
		assertThat(stored.startedAt()).isNull();
		assertThat(stored.error()).isNull();
	}

	private List<String> queueAsStored() {
		return this.database.store.read((transaction) -> this.database.messages.queue(transaction, agentId()));
	}

	@Test
	void commitWhenLabelsChangeReplacesThem() {
		commit((change) -> change.edit((edit) -> edit.labels = Map.of("a", "1", "b", "2")));
		commit((change) -> change.edit((edit) -> edit.labels = Map.of("b", "3")));
		assertThat(this.database.rows(agentId()).get("agent_labels")).singleElement()
			.asString()
			.contains("k=b")
			.contains("v=3");
	}

	@Test
	void commitWhenAnotherNodeOwnsTheAgentWritesNothingAtAll() {
		Message message = TestJournal.message(this.state.agent(), "text");
		commit((change) -> {
			change.accept(message);
			change.begin(message, 1);
			change.ask(TestJournal.approval(change, "request"));
		});
		AgentState old = this.state;
		this.journal.own(agentId(), "other");
		Map<String, List<String>> before = this.database.rows(agentId());
		List<Consumer<AgentChange>> late = List.of(
				(change) -> change.accept(TestJournal.message(change.agent(), "late")),
				(change) -> change.edit((edit) -> edit.labels = Map.of("late", "yes")),
				(change) -> change.event(EventType.CLAUDE_ASSISTANT, message.id(), "x".repeat(300_000)),
				(change) -> change.finish(Outcome.of(MessageStatus.FAILED, FailureCode.PROCESS_EXITED, "late")),
				(change) -> change.denyOpenApprovals("late"),
				(change) -> change.used(new UsageEntry(null, "model", Usage.NONE)), (change) -> {
					Launch launch = Objects.requireNonNull(change.launch());
					change.launch(launch.ended(1, "late", change.now()));
				});
		for (Consumer<AgentChange> action : late) {
			AgentChange change = new AgentChange(old, TestJournal.NOW);
			action.accept(change);
			assertThatExceptionOfType(OwnershipLostException.class).isThrownBy(() -> this.journal.commit(change));
			assertThat(this.journal.isCommitted(change)).isFalse();
		}
		assertThat(this.database.rows(agentId())).isEqualTo(before);
	}

	@Test
	void commitWhenPartOfItCannotBeWrittenWritesNothing() {
		Message message = TestJournal.message(this.state.agent(), "text");
		commit((change) -> change.accept(message));
		Map<String, List<String>> before = this.database.rows(agentId());
		AgentChange change = change();
		change.event(EventType.AGENT_UPDATED, null, "{}");
		change.accept(message);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.journal.commit(change));
		assertThat(this.database.rows(agentId())).isEqualTo(before);
	}

	@Test
	void commitWhenItWasCommittedBeforeWritesItOnce() {
		Message message = TestJournal.message(this.state.agent(), "text");
		AgentChange change = change();
		change.accept(message);
		change.begin(message, 1);
		change.used(new UsageEntry(message.id(), "model", Usage.NONE));
		assertThat(this.journal.isCommitted(change)).isFalse();
		this.journal.commit(change);
		Map<String, List<String>> once = this.database.rows(agentId());
		this.journal.commit(change);
		assertThat(this.journal.isCommitted(change)).isTrue();
		assertThat(this.database.rows(agentId())).isEqualTo(once);
		this.state = change.after();
		commit((later) -> later.event(EventType.CLAUDE_SYSTEM, message.id(), "{}"));
		this.journal.commit(change);
		assertThat(this.journal.isCommitted(change)).isTrue();
		assertThat(this.database.events(agentId())).hasSize(3);
	}

	@Test
	void commitWhenItHoldsNoEventCanBeRepeated() {
		AgentChange change = change();
		change.edit((edit) -> edit.pid = 4711L);
		this.journal.commit(change);
		Map<String, List<String>> once = this.database.rows(agentId());
		this.journal.commit(change);
		assertThat(this.database.rows(agentId())).isEqualTo(once);
	}

	@Test
	void commitWhenAnotherChangeTookItsNumbersIsRefused() {
		AgentChange lost = change();
		lost.accept(TestJournal.message(lost.agent(), "its answer was lost, and it is under way"));
		AgentChange next = new AgentChange(this.state, TestJournal.NOW.plusSeconds(5));
		next.accept(TestJournal.message(next.agent(), "made from the same state"));
		this.journal.commit(lost);
		assertThatExceptionOfType(OwnershipLostException.class).isThrownBy(() -> this.journal.commit(next));
		assertThat(this.journal.isCommitted(next)).isFalse();
		assertThat(this.database.messages.page(agentId(), null, null, 10).rows()).extracting(Message::id)
			.containsExactly(lost.messages().accepted().getFirst().id());
	}

	@Test
	void isCommittedWhenTheCommitIsUnderWayWaitsForIt() throws Exception {
		AgentChange change = change();
		change.accept(TestJournal.message(change.agent(), "text"));
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		Thread stall = Thread.startVirtualThread(() -> this.database.store.write("", (transaction) -> {
			begun.countDown();
			awaitUnchecked(go);
			return true;
		}));
		awaitUnchecked(begun);
		Thread commit = Thread.startVirtualThread(() -> this.journal.commit(change));
		await().until(() -> commit.getState() == Thread.State.TIMED_WAITING);
		AtomicReference<Thread> asking = new AtomicReference<>();
		CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> this.journal.isCommitted(change),
				(task) -> asking.set(Thread.startVirtualThread(task)));
		await().until(() -> answer.isDone() || asking.get().getState() == Thread.State.TIMED_WAITING);
		go.countDown();
		assertThat(answer).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
		commit.join(Duration.ofSeconds(10));
		stall.join(Duration.ofSeconds(10));
	}

	@Test
	void launchWhenThereIsOneFindsIt() {
		commit((change) -> {
			Launch launch = Objects.requireNonNull(change.launch());
			change.launch(launch.withSession("session").ended(137, "stop", change.now()));
			change.edit((edit) -> edit.pid = null);
		});
		assertThat(this.journal.launch(agentId(), 1)).get()
			.isEqualTo(new Launch(agentId(), 1, "local", "2.1.330", "session", List.of(), Path.of("/spool/1.out"), 0,
					Path.of("/spool/1.err"), 0, 0, 0, TestJournal.NOW, TestJournal.NOW, 137, "stop"));
		assertThat(this.journal.launch(agentId(), 2)).isEmpty();
		assertThat(this.journal.own(agentId(), "local").orElseThrow().launch()).isNull();
	}

	private String agentId() {
		return this.state.agent().id();
	}

	private AgentChange change() {
		return new AgentChange(this.state, TestJournal.NOW);
	}

	private void commit(Consumer<AgentChange> action) {
		AgentChange change = change();
		action.accept(change);
		this.journal.commit(change);
		this.state = change.after();
	}

	private static void awaitUnchecked(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
