package io.aaas.agent;

import java.util.Objects;
import java.util.stream.Stream;

import io.aaas.claude.ClaudeExit;
import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class ExitTests {

	private static final ClaudeExit KILLED = new ClaudeExit(137, 9, TestJournal.NOW);

	private final Agent agent = TestJournal.agent().edited((edit) -> edit.pid = 4711L);

	static Stream<Arguments> turns() {
		return Stream.of(
				argumentSet("never taken", Message.Delivery.WRITTEN, 0, null, MessageStatus.QUEUED, null,
						EventType.MESSAGE_REDELIVERED),
				argumentSet("never taken, for the fourth time", Message.Delivery.WRITTEN, 3, null, MessageStatus.FAILED,
						FailureCode.PROCESS_EXITED, EventType.MESSAGE_FAILED),
				argumentSet("taken", Message.Delivery.TAKEN, 0, null, MessageStatus.FAILED, FailureCode.PROCESS_EXITED,
						EventType.MESSAGE_FAILED),
				argumentSet("acknowledged", Message.Delivery.ACKNOWLEDGED, 0, null, MessageStatus.FAILED,
						FailureCode.PROCESS_EXITED, EventType.MESSAGE_FAILED),
				argumentSet("timed out", Message.Delivery.ACKNOWLEDGED, 0, TurnEnding.TIMED_OUT,
						MessageStatus.TIMED_OUT, FailureCode.TIMEOUT, EventType.MESSAGE_TIMED_OUT),
				argumentSet("interrupted before it was taken", Message.Delivery.WRITTEN, 0, TurnEnding.INTERRUPTED,
						MessageStatus.INTERRUPTED, FailureCode.INTERRUPTED, EventType.MESSAGE_INTERRUPTED));
	}

	@ParameterizedTest
	@MethodSource("turns")
	void recordWhenTurnRanEndsItOrHandsItOverAgain(Message.Delivery delivery, int redeliveries,
			@Nullable TurnEnding ending, MessageStatus status, @Nullable FailureCode code, EventType event) {
		AgentChange change = new AgentChange(running(delivery, redeliveries), TestJournal.NOW);
		Exit.record(change, null, ending, null, KILLED);
		Message message = change.messages().changed().getFirst();
		assertThat(message.status()).isEqualTo(status);
		Failure error = message.error();
		assertThat((error != null) ? error.code() : null).isEqualTo(code);
		assertThat(change.events()).extracting(Event::type).containsExactly(event, EventType.AGENT_PROCESS_EXITED);
		assertThat(change.current()).isNull();
		assertThat(change.agent().pid()).isNull();
		assertThat(change.agent().activity()).isEqualTo(Activity.HIBERNATED);
		assertThat(change.agent().status()).isEqualTo(AgentStatus.RUNNING);
	}

	@ParameterizedTest
	@CsvSource({ "ACKNOWLEDGED, , true", "TAKEN, , true", "WRITTEN, , false", "ACKNOWLEDGED, INTERRUPTED, false",
			"ACKNOWLEDGED, AGENT_STOPPED, false", "ACKNOWLEDGED, TIMED_OUT, false", "ACKNOWLEDGED, SUPERSEDED, false" })
	void recordWhenTurnIsToBeRetriedTriesAnewOnlyWhatNobodyEnded(Message.Delivery delivery, @Nullable TurnEnding ending,
			boolean retried) {
		AgentChange before = new AgentChange(TestJournal.state(this.agent), TestJournal.NOW);
		Message message = TestJournal.message(this.agent, "text", 1, OnInterrupt.RETRY);
		before.accept(message);
		before.begin(message, 1);
		before.delivered(delivery);
		AgentChange change = new AgentChange(before.after(), TestJournal.NOW);
		Exit.record(change, null, ending, null, KILLED);
		assertThat(change.events().stream().anyMatch((event) -> event.type() == EventType.MESSAGE_RETRYING))
			.isEqualTo(retried);
		assertThat(change.after().queue().isEmpty()).isEqualTo(ending != null);
		assertThat(change.ended()).hasSize((ending != null) ? 1 : 0);
		assertThat(change.agent().activity()).isEqualTo(Activity.HIBERNATED);
	}

	@ParameterizedTest
	@CsvSource({ "RENEW, RUNNING, HIBERNATED, false, agent.process_exited",
			"HIBERNATE, RUNNING, HIBERNATED, false, agent.hibernated",
			"RESTART, STARTING, , false, agent.process_exited", "STOP, STOPPED, , false, agent.stopped",
			"DELETE, STOPPED, , true, agent.deleted" })
	void recordWhenServiceEndedTheProcessBecomesWhatWasMeant(Departure departure, AgentStatus status,
			@Nullable Activity activity, boolean deleted, String last) {
		AgentChange change = new AgentChange(TestJournal.state(this.agent), TestJournal.NOW);
		Exit.record(change, departure, null, null, KILLED);
		assertThat(change.agent().status()).isEqualTo(status);
		assertThat(change.agent().activity()).isEqualTo(activity);
		assertThat(change.agent().deletedAt() != null).isEqualTo(deleted);
		assertThat(change.events().getLast().type().wireName()).isEqualTo(last);
		assertThat(Objects.requireNonNull(change.launchToSave()).exitCode()).isEqualTo(137);
		assertThat(change.launch()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "STOP, AGENT_STOPPED", "DELETE, AGENT_DELETED" })
	void recordWhenAgentIsStoppedEndsTheTurnAndTheQueue(Departure departure, FailureCode code) {
		AgentChange before = new AgentChange(running(Message.Delivery.ACKNOWLEDGED, 0), TestJournal.NOW);
		before.accept(TestJournal.message(before.agent(), "second"));
		before.accept(TestJournal.message(before.agent(), "third"));
		AgentChange change = new AgentChange(before.after(), TestJournal.NOW);
		Exit.record(change, departure, departure.ending(), null, KILLED);
		assertThat(change.ended()).singleElement().satisfies((message) -> {
			assertThat(message.status()).isEqualTo(MessageStatus.INTERRUPTED);
			assertThat(Objects.requireNonNull(message.error()).code()).isEqualTo(code);
		});
		assertThat(change.endedInQueue().values()).hasSize(2).allSatisfy((outcome) -> {
			assertThat(outcome.status()).isEqualTo(MessageStatus.CANCELLED);
			assertThat(Objects.requireNonNull(outcome.error()).code()).isEqualTo(code);
		});
		assertThat(change.agent().queueLength()).isZero();
	}

	@Test
	void recordWhenAgentIsRestartedKeepsTheQueue() {
		AgentChange before = new AgentChange(running(Message.Delivery.ACKNOWLEDGED, 0), TestJournal.NOW);
		before.accept(TestJournal.message(before.agent(), "second"));
		AgentChange change = new AgentChange(before.after(), TestJournal.NOW);
		Exit.record(change, Departure.RESTART, TurnEnding.AGENT_RESTARTED, null, KILLED);
		assertThat(change.after().queue()).hasSize(1);
		assertThat(change.ended()).singleElement().extracting(Message::status).isEqualTo(MessageStatus.INTERRUPTED);
	}

	@Test
	void recordWhenApprovalsAreOpenDeniesThemBeforeTheTurnsLastEvent() {
		AgentChange before = new AgentChange(running(Message.Delivery.ACKNOWLEDGED, 0), TestJournal.NOW);
		before.ask(TestJournal.approval(before, "request"));
		AgentChange change = new AgentChange(before.after(), TestJournal.NOW);
		Exit.record(change, null, null, null, KILLED);
		assertThat(change.events()).extracting(Event::type)
			.containsExactly(EventType.APPROVAL_DENIED, EventType.MESSAGE_FAILED, EventType.AGENT_PROCESS_EXITED);
		assertThat(change.changedApprovals()).singleElement().satisfies((approval) -> {
			assertThat(approval.status()).isEqualTo(Approval.Status.DENIED);
			assertThat(approval.deliveredAt()).isNotNull();
		});
		assertThat(change.approvals()).isEmpty();
		assertThat(change.agent().activity()).isEqualTo(Activity.HIBERNATED);
	}

	@Test
	void recordWhenThereWasNoProcessTellsOfNone() {
		AgentChange change = new AgentChange(running(Message.Delivery.ACKNOWLEDGED, 0), TestJournal.NOW);
		change.span(AgentState.Span.of(true).announcing(false));
		Exit.record(change, Departure.STOP, TurnEnding.AGENT_STOPPED, null, null);
		assertThat(change.events()).extracting(Event::type)
			.containsExactly(EventType.MESSAGE_INTERRUPTED, EventType.AGENT_STOPPED);
		assertThat(change.launchToSave()).isNull();
		assertThat(change.launch()).isNotNull();
		assertThat(change.after().span()).isEqualTo(AgentState.Span.NONE);
	}

	@Test
	void recordTellsHowTheProcessEnded() {
		AgentChange change = new AgentChange(running(Message.Delivery.ACKNOWLEDGED, 0), TestJournal.NOW);
		Exit.record(change, null, null, null, KILLED);
		assertThat(change.ended()).singleElement()
			.satisfies((message) -> assertThat(Objects.requireNonNull(message.error()).detail()).contains("signal 9"));
		assertThat(Documents.readObject(change.events().getLast().data()))
			.isEqualTo(Documents.readObject("{\"exit_code\":137,\"signal\":9,\"reason\":\"exited\"}"));
	}

	private AgentState running(Message.Delivery delivery, int redeliveries) {
		AgentChange change = new AgentChange(TestJournal.state(this.agent), TestJournal.NOW);
		Message message = TestJournal.message(this.agent, "text");
		for (int i = 0; i < redeliveries; i++) {
			message = message.queuedAgain(message.position());
		}
		change.accept(message);
		change.begin(message, 1);
		change.delivered(delivery);
		return change.after();
	}

}
