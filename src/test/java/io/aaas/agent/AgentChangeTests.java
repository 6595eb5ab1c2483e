package io.aaas.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class AgentChangeTests {

	private static final Failure FAILURE = new Failure(FailureCode.INTERRUPTED, "why");

	private final Agent agent = TestJournal.agent();

	private Message message = TestJournal.message(this.agent, "text");

	private final List<Event> events = new ArrayList<>();

	private AgentState state = TestJournal.state(this.agent);

	/** As the changes have left it. */
	private Message latest = this.message;

	static Stream<Arguments> transitions() {
		return Stream.of(
				move("accept", List.of(), AgentChangeTests::accept, EventType.MESSAGE_QUEUED, MessageStatus.QUEUED,
						Activity.IDLE),
				move("begin", List.of(AgentChangeTests::accept), AgentChangeTests::begin, EventType.MESSAGE_STARTED,
						MessageStatus.RUNNING, Activity.BUSY),
				move("redeliver", List.of(AgentChangeTests::accept, AgentChangeTests::begin),
						AgentChangeTests::redeliver, EventType.MESSAGE_REDELIVERED, MessageStatus.QUEUED,
						Activity.IDLE),
				move("ask", List.of(AgentChangeTests::accept, AgentChangeTests::begin), AgentChangeTests::ask,
						EventType.APPROVAL_REQUESTED, MessageStatus.WAITING_APPROVAL, Activity.WAITING_APPROVAL),
				move("allow", List.of(AgentChangeTests::accept, AgentChangeTests::begin, AgentChangeTests::ask),
						decide(Approval.Status.ALLOWED), EventType.APPROVAL_ALLOWED, MessageStatus.RUNNING,
						Activity.BUSY),
				move("deny", List.of(AgentChangeTests::accept, AgentChangeTests::begin, AgentChangeTests::ask),
						decide(Approval.Status.DENIED), EventType.APPROVAL_DENIED, MessageStatus.RUNNING,
						Activity.BUSY),
				move("expire", List.of(AgentChangeTests::accept, AgentChangeTests::begin, AgentChangeTests::ask),
						decide(Approval.Status.EXPIRED), EventType.APPROVAL_EXPIRED, MessageStatus.RUNNING,
						Activity.BUSY),
				move("one of two is decided",
						List.of(AgentChangeTests::accept, AgentChangeTests::begin, AgentChangeTests::ask,
								AgentChangeTests::ask),
						decide(Approval.Status.ALLOWED), EventType.APPROVAL_ALLOWED, MessageStatus.WAITING_APPROVAL,
						Activity.WAITING_APPROVAL),
				move("begin again",
						List.of(AgentChangeTests::accept, AgentChangeTests::begin, AgentChangeTests::redeliver),
						AgentChangeTests::begin, EventType.MESSAGE_STARTED, MessageStatus.RUNNING, Activity.BUSY));
	}

	static Stream<Arguments> endings() {
		List<Consumer<AgentChangeTests>> running = List.of(AgentChangeTests::accept, AgentChangeTests::begin);
		return Stream
			.of(MessageStatus.COMPLETED, MessageStatus.FAILED, MessageStatus.INTERRUPTED, MessageStatus.CANCELLED,
					MessageStatus.TIMED_OUT, MessageStatus.BUDGET_EXCEEDED)
			.flatMap((status) -> Stream.of(
					move("running " + status, running,
							(test) -> test.change((change) -> change.finish(outcome(status))), terminal(status), status,
							Activity.IDLE),
					move("queued " + status, List.of(AgentChangeTests::accept),
							(test) -> test.change((change) -> change.finishQueued(test.message.id(), outcome(status))),
							terminal(status), status, Activity.IDLE)));
	}

	@ParameterizedTest
	@MethodSource({ "transitions", "endings" })
	void changeWhenMessageMovesTellsItByOneEvent(List<Consumer<AgentChangeTests>> before,
			Consumer<AgentChangeTests> move, EventType event, MessageStatus status, Activity activity) {
		before.forEach((step) -> step.accept(this));
		int told = this.events.size();
		move.accept(this);
		assertThat(this.events.subList(told, this.events.size())).singleElement().satisfies((it) -> {
			assertThat(it.type()).isEqualTo(event);
			assertThat(it.messageId()).isEqualTo(this.message.id());
			assertThat(it.at()).isEqualTo(TestJournal.NOW);
		});
		assertThat(status()).isEqualTo(status);
		assertThat(this.state.agent().activity()).isEqualTo(activity);
		assertThat(this.state.queue().contains(this.message.id())).isEqualTo(status == MessageStatus.QUEUED);
		assertThat(this.state.agent().queueLength()).isEqualTo(this.state.queue().size());
		assertThat(this.events).extracting(Event::seq)
			.isEqualTo(LongStream.rangeClosed(1, this.events.size()).boxed().toList());
		assertThat(this.state.agent().lastSeq()).isEqualTo(this.events.size());
	}

	@ParameterizedTest
	@MethodSource("endings")
	void changeWhenMessageHasEndedNeverMovesItAgain(List<Consumer<AgentChangeTests>> before,
			Consumer<AgentChangeTests> end, EventType event, MessageStatus status, Activity activity) {
		before.forEach((step) -> step.accept(this));
		end.accept(this);
		List<Event> told = List.copyOf(this.events);
		Agent ended = this.state.agent();
		end.accept(this);
		change((change) -> change.finish(outcome(MessageStatus.FAILED)));
		change((change) -> change.finishQueued(this.message.id(), outcome(MessageStatus.FAILED)));
		change((change) -> change.finishQueue(outcome(MessageStatus.FAILED)));
		redeliver();
		change((change) -> change.delivered(Message.Delivery.ACKNOWLEDGED));
		change((change) -> change.denyOpenApprovals("late"));
		assertThat(this.events).isEqualTo(told);
		assertThat(this.state.agent()).isEqualTo(ended);
		assertThat(status()).isEqualTo(status);
		assertThat(this.events.stream().filter((it) -> isTerminal(it.type()))).singleElement()
			.extracting(Event::type)
			.isEqualTo(event);
	}

	@Test
	void beginWhenAnotherTurnRunsIsRefused() {
		accept();
		begin();
		Message second = TestJournal.message(this.state.agent(), "second");
		change((change) -> change.accept(second));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> change((change) -> change.begin(second, 1)));
	}

	@Test
	void finishWhenApprovalsAreOpenInOneChangeEndsThemFirst() {
		accept();
		begin();
		ask();
		ask();
		change((change) -> {
			change.denyOpenApprovals("The turn has ended");
			change.finish(outcome(MessageStatus.FAILED));
			assertThat(change.changedApprovals()).hasSize(2)
				.allMatch((approval) -> approval.status() == Approval.Status.DENIED && approval.deliveredAt() != null);
		});
		assertThat(this.events).extracting(Event::type)
			.endsWith(EventType.APPROVAL_DENIED, EventType.APPROVAL_DENIED, EventType.MESSAGE_FAILED);
		assertThat(this.state.approvals()).isEmpty();
	}

	@Test
	void finishQueueWhenSeveralWaitEndsEachOnce() {
		accept();
		Message second = TestJournal.message(this.state.agent(), "second");
		change((change) -> change.accept(second));
		change((change) -> change.finishQueue(outcome(MessageStatus.CANCELLED)));
		assertThat(this.events).extracting(Event::type)
			.containsExactly(EventType.MESSAGE_QUEUED, EventType.MESSAGE_QUEUED, EventType.MESSAGE_CANCELLED,
					EventType.MESSAGE_CANCELLED);
		assertThat(this.state.queue()).isEmpty();
	}

	@Test
	void redeliverWhenOthersWaitIsFirst() {
		accept();
		begin();
		Message second = TestJournal.message(this.state.agent(), "second");
		change((change) -> change.accept(second));
		redeliver();
		assertThat(this.state.queue()).containsExactly(this.message.id(), second.id());
	}

	@Test
	void eventsTellWhatTheirMessageIsAndCameTo() {
		accept();
		assertThat(data())
			.isEqualTo(Documents.readObject("{\"message\":\"text\",\"queue_length\":1,\"queue_position\":1}"));
		begin();
		assertThat(data()).isEqualTo(Documents.readObject("{\"attempt\":1,\"launch\":1}"));
		change((change) -> change
			.finish(new Outcome(MessageStatus.FAILED, "so far", null, FAILURE, new Usage(1, 2, 3, 4, 0.5, 1, 10))));
		JsonNode ended = data();
		assertThat(ended.path("response").stringValue()).isEqualTo("so far");
		assertThat(ended.at("/error/code").stringValue()).isEqualTo("interrupted");
		assertThat(ended.at("/usage/output_tokens").intValue()).isEqualTo(2);
		assertThat(this.state.agent().messagesCount()).isOne();
	}

	@Test
	void askWhenNoMessageRunsWaitsAndIsIdleAfterwards() {
		ask();
		assertThat(this.state.agent().activity()).isEqualTo(Activity.WAITING_APPROVAL);
		decide(Approval.Status.DENIED).accept(this);
		assertThat(this.state.agent().activity()).isEqualTo(Activity.IDLE);
		change((change) -> change.span(AgentState.Span.of(true)));
		ask();
		decide(Approval.Status.DENIED).accept(this);
		assertThat(this.state.agent().activity()).isEqualTo(Activity.BUSY);
	}

	@Test
	void acceptWhenAheadOfOthersIsFirstAndTheLatestIsTheVeryFirst() {
		accept();
		begin();
		List<Message> messages = new ArrayList<>();
		for (boolean ahead : new boolean[] { false, true, false, true }) {
			change((change) -> {
				long position = ahead ? change.ahead() : change.agent().lastSeq() + 1;
				messages.add(TestJournal.message(change.agent(), "text", position, OnInterrupt.FAIL));
				change.accept(messages.getLast());
			});
		}
		List<Message> order = List.of(messages.get(3), messages.get(1), messages.get(0), messages.get(2));
		assertThat(this.state.queue()).isEqualTo(order.stream().map(Message::id).toList());
		assertThat(order).isSortedAccordingTo(Comparator.comparing(Message::position));
		assertThat(this.events).filteredOn((event) -> event.type() == EventType.MESSAGE_QUEUED)
			.extracting((event) -> Documents.readObject(event.data()).get("queue_position").intValue())
			.containsExactly(1, 1, 1, 3, 1);
		redeliver();
		assertThat(this.state.queue()).first().isEqualTo(this.message.id());
		assertThat(this.latest.position()).isLessThan(order.getFirst().position());
	}

	@Test
	void cutOffWhenItIsToBeRetriedRunsThreeTimesUnderThreeUuidsAndThenEnds() {
		this.message = TestJournal.message(this.agent, "text", 1, OnInterrupt.RETRY);
		accept();
		List<String> uuids = new ArrayList<>();
		Outcome lost = Outcome.of(MessageStatus.INTERRUPTED, FailureCode.SERVICE_LOST, "why");
		for (int attempt = 1; attempt <= 3; attempt++) {
			assertThat(this.latest.attempt()).isEqualTo(attempt);
			assertThat(this.latest.status()).isEqualTo(MessageStatus.QUEUED);
			uuids.add(this.latest.cliUuid());
			begin();
			change((change) -> change.delivered(Message.Delivery.ACKNOWLEDGED));
			change((change) -> change.cutOff(lost));
		}
		assertThat(uuids).doesNotHaveDuplicates().first().isEqualTo(this.message.id());
		assertThat(this.events).extracting(Event::type)
			.containsExactly(EventType.MESSAGE_QUEUED, EventType.MESSAGE_STARTED, EventType.MESSAGE_RETRYING,
					EventType.MESSAGE_STARTED, EventType.MESSAGE_RETRYING, EventType.MESSAGE_STARTED,
					EventType.MESSAGE_INTERRUPTED);
		assertThat(Documents.readObject(this.events.get(2).data()).at("/error/code").asString())
			.isEqualTo("service_lost");
		assertThat(this.state.queue()).isEmpty();
		assertThat(this.state.current()).isNull();
	}

	@Test
	void deliveredWhenItIsKnownBetterStaysSo() {
		accept();
		begin();
		change((change) -> change.delivered(Message.Delivery.ACKNOWLEDGED));
		change((change) -> {
			change.delivered(Message.Delivery.TAKEN);
			assertThat(change.isDurable()).isFalse();
		});
		assertThat(Objects.requireNonNull(this.state.current()).delivery()).isEqualTo(Message.Delivery.ACKNOWLEDGED);
	}

	@Test
	void deliveredIsWrittenWithTheNextThingThatMustBe() {
		accept();
		begin();
		this.state = this.state.saved();
		change((change) -> {
			change.delivered(Message.Delivery.ACKNOWLEDGED);
			assertThat(change.isDurable()).isFalse();
		});
		change((change) -> {
			change.event(EventType.CLAUDE_SYSTEM, null, "{}");
			assertThat(change.messages().changed()).extracting(Message::delivery)
				.containsExactly(Message.Delivery.ACKNOWLEDGED);
		});
		this.state = this.state.saved();
		change((change) -> {
			change.event(EventType.CLAUDE_SYSTEM, null, "{}");
			assertThat(change.messages().changed()).isEmpty();
		});
	}

	@Test
	void isDurableWhenOnlyTheSpoolAdvancesIsFalse() {
		change((change) -> {
			change.launch(Objects.requireNonNull(change.launch()).ingested(100, 0));
			change.span(AgentState.Span.of(true).announcing(false));
			assertThat(change.isDurable()).isFalse();
			change.event(EventType.CLAUDE_SYSTEM, null, "{}");
			assertThat(change.isDurable()).isTrue();
		});
	}

	@Test
	void afterWhenNothingIsCommittedLeavesTheStateBeforeAlone() {
		AgentState before = this.state;
		AgentChange change = new AgentChange(before, TestJournal.NOW);
		change.accept(this.message);
		change.begin(this.message, 1);
		change.ask(TestJournal.approval(change, "request"));
		change.launch(Objects.requireNonNull(change.launch()).ended(0, "exited", TestJournal.NOW));
		assertThat(before).isEqualTo(TestJournal.state(this.agent));
		assertThat(change.after().launch()).isNull();
		assertThat(change.launchToSave()).isNotNull();
	}

	private JsonNode data() {
		return Documents.readObject(this.events.getLast().data());
	}

	private static Arguments move(String name, List<Consumer<AgentChangeTests>> before, Consumer<AgentChangeTests> move,
			EventType event, MessageStatus status, Activity activity) {
		return argumentSet(name, before, move, event, status, activity);
	}

	private static EventType terminal(MessageStatus status) {
		return EventType.of("message." + Documents.name(status)).orElseThrow();
	}

	private static boolean isTerminal(EventType type) {
		return Stream.of(MessageStatus.values())
			.filter(MessageStatus::isTerminal)
			.anyMatch((status) -> terminal(status) == type);
	}

	private static Outcome outcome(MessageStatus status) {
		return new Outcome(status, "reply", null, (status != MessageStatus.COMPLETED) ? FAILURE : null, null);
	}

	private void change(Consumer<AgentChange> action) {
		AgentChange change = new AgentChange(this.state, TestJournal.NOW);
		action.accept(change);
		this.events.addAll(change.events());
		this.latest = Stream.concat(change.messages().accepted().stream(), change.messages().changed().stream())
			.filter((it) -> it.id().equals(this.message.id()))
			.reduce(this.latest, (first, second) -> second);
		Outcome outcome = change.endedInQueue().get(this.message.id());
		if (outcome != null) {
			this.latest = this.message.finished(outcome, TestJournal.NOW);
		}
		this.state = change.after();
	}

	private MessageStatus status() {
		return this.latest.status();
	}

	private void accept() {
		change((change) -> change.accept(this.message));
	}

	private void begin() {
		change((change) -> change.begin(this.latest, 1));
	}

	private void redeliver() {
		change((change) -> change.redeliver("reason"));
	}

	private void ask() {
		change((change) -> change.ask(TestJournal.approval(change, "request-" + change.approvals().size())));
	}

	private static Consumer<AgentChangeTests> decide(Approval.Status status) {
		return (test) -> test
			.change((change) -> change.decide(change.approvals().values().iterator().next(), status, null, "reason"));
	}

}
