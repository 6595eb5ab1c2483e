package io.aaas.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Turns as the CLI at both ends of the supported range wrote them.
 */
@ParameterizedClass
@ValueSource(strings = { "2.1.197", "2.1.330" })
class TurnRecorderTests {

	private static final TurnRecorder.Following ALONE = new TurnRecorder.Following(List.of(), true);

	private final String version;

	private final TurnRecorder recorder = new TurnRecorder((line) -> List.of());

	private final List<Event> events = new ArrayList<>();

	private final List<UsageEntry> usage = new ArrayList<>();

	private final List<Message> ended = new ArrayList<>();

	private AgentState state = TestJournal.state(TestJournal.agent());

	private @Nullable TurnEnding ending;

	private OnInterrupt onInterrupt = OnInterrupt.FAIL;

	TurnRecorderTests(String version) {
		this.version = version;
	}

	@Test
	void recordWhenTurnIsTextCompletesWithTheReply() {
		Message message = play("turn-text");
		Message answered = ended();
		assertThat(answered.id()).isEqualTo(message.id());
		assertThat(answered.status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(answered.response()).isEqualTo("You said: Say hello.");
		assertThat(answered.error()).isNull();
		assertThat(answered.finishedAt()).isEqualTo(TestJournal.NOW);
		assertThat(this.events).allMatch((event) -> message.id().equals(event.messageId()));
		assertThat(types()).startsWith(EventType.CLAUDE_SYSTEM)
			.endsWith(EventType.CLAUDE_ASSISTANT, EventType.CLAUDE_RESULT, EventType.MESSAGE_COMPLETED);
		assertThat(this.state.span().open()).isFalse();
		assertThat(this.state.agent().activity()).isEqualTo(Activity.IDLE);
	}

	@Test
	void recordWhenTurnEndsBooksWhatItUsed() {
		Message message = play("turn-text");
		double cost = this.version.equals("2.1.197") ? 0.00055 : 0.00044;
		Usage used = Objects.requireNonNull(ended().usage());
		assertThat(used.inputTokens()).isEqualTo(10);
		assertThat(used.outputTokens()).isEqualTo(20);
		assertThat(used.numTurns()).isOne();
		assertThat(used.costUsd()).isCloseTo(cost, within(1e-9));
		assertThat(this.state.agent().usage()).isEqualTo(used);
		assertThat(this.usage).singleElement().satisfies((entry) -> {
			assertThat(entry.messageId()).isEqualTo(message.id());
			assertThat(entry.model()).startsWith("claude-opus-");
			assertThat(entry.usage()).isEqualTo(used);
		});
		assertThat(Objects.requireNonNull(this.state.launch()).costTotal()).isCloseTo(cost, within(1e-9));
	}

	@Test
	void recordWhenSessionIsResumedBooksOnlyThisTurn() {
		double carried = this.version.equals("2.1.197") ? 0 : 0.00044;
		change((change) -> change.launch(Objects.requireNonNull(change.launch()).withCost(carried, carried)));
		play("turn-resumed");
		assertThat(ended().status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(Objects.requireNonNull(ended().usage()).costUsd())
			.isCloseTo(this.version.equals("2.1.197") ? 0.00055 : 0.00044, within(1e-9));
	}

	@Test
	void recordWhenSessionIsNewTakesItsId() {
		play("turn-text");
		assertThat(this.state.agent().sessionId()).isEqualTo(Objects.requireNonNull(this.state.launch()).sessionId())
			.isEqualTo(RecordedTurn.session(lines("turn-text")));
	}

	@Test
	void recordWhenConversationIsClearedTakesTheNewestSession() {
		List<ClaudeLine> lines = lines("command-clear");
		begin(RecordedTurn.uuid(lines));
		lines.forEach(this::record);
		assertThat(this.state.agent().sessionId()).isEqualTo(RecordedTurn.session(lines));
		assertThat(this.ended).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "turn-tool", "turn-tool-bash" })
	void recordWhenToolRunsTellsItsResult(String recording) {
		play(recording);
		assertThat(ended().status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(types()).containsSubsequence(EventType.CLAUDE_ASSISTANT, EventType.CLAUDE_TOOL_RESULT,
				EventType.CLAUDE_ASSISTANT, EventType.MESSAGE_COMPLETED);
		assertThat(ended().response()).startsWith("tool said: ");
	}

	@Test
	void recordWhenPermissionIsAskedWaitsForTheAnswer() {
		List<ClaudeLine> lines = lines("turn-permission");
		Message message = begin(RecordedTurn.uuid(lines));
		int question = index(lines, ClaudeMessage.ControlQuestion.class);
		lines.subList(0, question + 1).forEach(this::record);
		assertThat(Objects.requireNonNull(this.state.current()).status()).isEqualTo(MessageStatus.WAITING_APPROVAL);
		assertThat(this.state.agent().activity()).isEqualTo(Activity.WAITING_APPROVAL);
		Approval approval = this.state.approvals().values().iterator().next();
		assertThat(approval.toolName()).isEqualTo("Bash");
		assertThat(approval.messageId()).isEqualTo(message.id());
		assertThat(approval.question().path("input").path("command").stringValue()).contains("print(6*7)");
		assertThat(approval.expiresAt()).isEqualTo(TestJournal.NOW.plusSeconds(300));
		assertThat(types()).endsWith(EventType.APPROVAL_REQUESTED);
		change((change) -> change.delivered(change.decide(approval, Approval.Status.ALLOWED, null, null)));
		assertThat(Objects.requireNonNull(this.state.current()).status()).isEqualTo(MessageStatus.RUNNING);
		lines.subList(question + 1, lines.size()).forEach(this::record);
		assertThat(ended().response()).isEqualTo("tool said: 42");
		assertThat(types()).containsOnlyOnce(EventType.APPROVAL_REQUESTED, EventType.APPROVAL_ALLOWED)
			.doesNotContain(EventType.APPROVAL_DENIED);
	}

	@Test
	void recordWhenQuestionIsStillOpenAtTheEndClosesItAsDenied() {
		play("turn-permission");
		assertThat(ended().status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(types()).endsWith(EventType.CLAUDE_RESULT, EventType.APPROVAL_DENIED, EventType.MESSAGE_COMPLETED);
		assertThat(this.state.approvals()).isEmpty();
	}

	@Test
	void recordWhenQuestionIsWithdrawnClosesIt() {
		this.ending = TurnEnding.INTERRUPTED;
		play("turn-interrupted-question");
		assertThat(ended().status()).isEqualTo(MessageStatus.INTERRUPTED);
		assertThat(types()).containsSubsequence(EventType.APPROVAL_REQUESTED, EventType.APPROVAL_EXPIRED,
				EventType.MESSAGE_INTERRUPTED);
		assertThat(this.state.approvals()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "INTERRUPTED, INTERRUPTED, INTERRUPTED", "TIMED_OUT, TIMED_OUT, TIMEOUT",
			"AGENT_STOPPED, INTERRUPTED, AGENT_STOPPED", ", FAILED, EXECUTION_ERROR" })
	void recordWhenTurnIsInterruptedEndsForItsReason(@Nullable TurnEnding reason, MessageStatus status,
			FailureCode code) {
		this.ending = reason;
		play("turn-interrupted");
		assertThat(ended().status()).isEqualTo(status);
		assertThat(Objects.requireNonNull(ended().error()).code()).isEqualTo(code);
		assertThat(ended().response()).isEqualTo("word0 word1 word2 word3 word4 word5 word6 ");
	}

	@Test
	void recordWhenInterruptComesTooLateCompletes() {
		this.ending = TurnEnding.INTERRUPTED;
		play("turn-text");
		assertThat(ended().status()).isEqualTo(MessageStatus.COMPLETED);
	}

	@ParameterizedTest
	@CsvSource({ "turn-api-error, false, API Error: 400", "turn-overloaded, true, 529" })
	void recordWhenApiFailsFailsThoughTheSubtypeIsSuccess(String recording, boolean retryable, String detail) {
		play(recording);
		assertThat(ended().status()).isEqualTo(MessageStatus.FAILED);
		assertThat(ended().response()).isNull();
		Failure failure = Objects.requireNonNull(ended().error());
		assertThat(failure.code()).isEqualTo(FailureCode.API_ERROR);
		assertThat(failure.retryable()).isEqualTo(retryable);
		assertThat(failure.detail()).contains(detail);
	}

	@Test
	void recordWhenApiIsRetriedShowsIt() {
		play("turn-retry");
		assertThat(types().stream().filter((type) -> type == EventType.CLAUDE_API_RETRY)).hasSize(2);
		assertThat(ended().status()).isEqualTo(MessageStatus.COMPLETED);
	}

	@Test
	void recordWhenConversationAlreadyHoldsTheMessageDoesNotClaimToKnow() {
		List<ClaudeLine> lines = lines("uuid-again");
		String uuid = RecordedTurn.uuid(lines);
		begin(uuid);
		lines.subList(0, lines.size() - 1).forEach(this::record);
		assertThat(ended().status()).isEqualTo(MessageStatus.COMPLETED);
		this.ended.clear();
		begin(uuid);
		record(lines.getLast());
		assertThat(ended().status()).isEqualTo(MessageStatus.INTERRUPTED);
		assertThat(Objects.requireNonNull(ended().error()).code()).isEqualTo(FailureCode.DELIVERY_UNKNOWN);
		assertThat(this.usage).hasSize(1);
		this.onInterrupt = OnInterrupt.RETRY;
		begin(uuid);
		record(lines.getLast());
		assertThat(types()).endsWith(EventType.MESSAGE_RETRYING);
	}

	@Test
	void recordWhenCliBeginsTurnByItselfLeavesTheMessageAlone() {
		Message message = begin(UUID.randomUUID().toString());
		lines("turn-text").forEach(this::record);
		assertThat(this.ended).isEmpty();
		assertThat(Objects.requireNonNull(this.state.current()).status()).isEqualTo(MessageStatus.RUNNING);
		assertThat(this.usage).singleElement().extracting(UsageEntry::messageId).isNull();
		assertThat(this.state.agent().usage().outputTokens()).isEqualTo(20);
		assertThat(this.events).filteredOn((event) -> event.type() == EventType.CLAUDE_RESULT)
			.singleElement()
			.extracting(Event::messageId)
			.isNull();
		assertThat(this.state.agent().activity()).isEqualTo(Activity.BUSY);
		// Then comes its own turn.
		List<ClaudeLine> own = lines("turn-tool");
		change((change) -> change.redeliver("to hand it over under the recorded uuid"), true);
		change((change) -> change.begin(TestJournal.renamed(message, RecordedTurn.uuid(own)), 1), true);
		own.forEach(this::record);
		assertThat(ended().id()).isEqualTo(message.id());
		assertThat(ended().response()).startsWith("tool said: ");
	}

	@Test
	void recordWhenNothingRunsIsBusyUntilTheCliIsDone() {
		List<ClaudeLine> lines = lines("turn-text");
		int init = index(lines, ClaudeMessage.Init.class);
		lines.subList(0, init + 1).forEach(this::record);
		assertThat(this.state.span().open()).isTrue();
		assertThat(this.state.agent().activity()).isEqualTo(Activity.BUSY);
		lines.subList(init + 1, lines.size()).forEach(this::record);
		assertThat(this.state.span().open()).isFalse();
		assertThat(this.state.agent().activity()).isEqualTo(Activity.IDLE);
		assertThat(this.events).allMatch((event) -> event.messageId() == null)
			.noneMatch((event) -> event.type().name().startsWith("MESSAGE_"));
	}

	@Test
	void recordWhenThereAreTwoResultsEndsTheMessageOnce() {
		play("turn-text");
		ClaudeLine result = lines("turn-text").stream()
			.filter((line) -> line.message() instanceof ClaudeMessage.Result)
			.findFirst()
			.orElseThrow();
		record(result);
		assertThat(this.ended).hasSize(1);
		assertThat(types()).containsOnlyOnce(EventType.MESSAGE_COMPLETED).endsWith(EventType.CLAUDE_RESULT);
		assertThat(this.events.getLast().messageId()).isNull();
	}

	@Test
	void recordWhenResultIsLateLeavesTheEndedMessageAlone() {
		List<ClaudeLine> lines = lines("turn-text");
		begin(RecordedTurn.uuid(lines));
		int result = index(lines, ClaudeMessage.Result.class);
		lines.subList(0, result).forEach(this::record);
		change((change) -> change.finish(Outcome.of(MessageStatus.FAILED, FailureCode.PROCESS_EXITED, "gone")));
		lines.subList(result, lines.size()).forEach(this::record);
		assertThat(ended().status()).isEqualTo(MessageStatus.FAILED);
		assertThat(types()).doesNotContain(EventType.MESSAGE_COMPLETED);
	}

	@Test
	void recordWhenLateResultMeetsTheNextMessageLeavesThatAlone() {
		List<ClaudeLine> lines = lines("turn-text");
		begin(RecordedTurn.uuid(lines));
		int result = index(lines, ClaudeMessage.Result.class);
		lines.subList(0, result).forEach(this::record);
		change((change) -> change.finish(Outcome.of(MessageStatus.FAILED, FailureCode.PROCESS_EXITED, "gone")));
		this.ended.clear();
		begin(UUID.randomUUID().toString());
		lines.subList(result, lines.size()).forEach(this::record);
		assertThat(this.ended).isEmpty();
		assertThat(Objects.requireNonNull(this.state.current()).status()).isEqualTo(MessageStatus.RUNNING);
	}

	@Test
	void recordWhenLinesAreReadAgainAfterTheirCommitTellsThemOnce() {
		List<ClaudeLine> lines = lines("turn-text");
		begin(RecordedTurn.uuid(lines));
		lines.forEach(this::record);
		change((change) -> change
			.launch(Objects.requireNonNull(change.launch()).ingested(lines.getLast().endOffset(), 0)));
		AgentState committed = this.state;
		List<Event> told = List.copyOf(this.events);
		lines.forEach(this::record);
		assertThat(this.events).isEqualTo(told);
		assertThat(this.usage).hasSize(1);
		assertThat(this.state).isEqualTo(committed);
	}

	@Test
	void recordWhenTurnIsRecordedAtOnceOrLineByLineIsTheSame() {
		Message message = play("turn-tool");
		List<Event> oneByOne = List.copyOf(this.events);
		Agent after = this.state.agent();
		TurnRecorder other = new TurnRecorder((line) -> List.of());
		AgentChange change = new AgentChange(TestJournal.state(after.edited((edit) -> {
			edit.lastSeq = 0;
			edit.usage = Usage.NONE;
		})), TestJournal.NOW);
		change.begin(message, 1);
		int begun = change.events().size();
		lines("turn-tool").forEach((line) -> other.record(change, line, ALONE, null, Duration.ofSeconds(300)));
		assertThat(change.events().subList(begun, change.events().size()))
			.usingRecursiveFieldByFieldElementComparatorIgnoringFields("seq")
			.isEqualTo(oneByOne);
		assertThat(change.ended()).singleElement().extracting(Message::response).isEqualTo(ended().response());
	}

	@Test
	void recordErrorWhenTurnRunsBelongsToIt() {
		List<ClaudeLine> lines = lines("turn-text");
		change((change) -> this.recorder.recordError(change, "before"));
		Message message = begin(RecordedTurn.uuid(lines));
		lines.subList(0, index(lines, ClaudeMessage.Assistant.class)).forEach(this::record);
		change((change) -> this.recorder.recordError(change, "in it"));
		assertThat(this.events).filteredOn((event) -> event.type() == EventType.CLAUDE_STDERR)
			.extracting(Event::messageId)
			.containsExactly(null, message.id());
	}

	private List<ClaudeLine> lines(String recording) {
		return RecordedTurn.lines(this.version, recording);
	}

	private static int index(List<ClaudeLine> lines, Class<? extends ClaudeMessage> type) {
		return lines.stream().map(ClaudeLine::message).map(Object::getClass).toList().indexOf(type);
	}

	private Message play(String recording) {
		List<ClaudeLine> lines = lines(recording);
		Message message = begin(RecordedTurn.uuid(lines));
		lines.forEach(this::record);
		return message;
	}

	/** A message is handed to the CLI under a uuid. */
	private Message begin(String uuid) {
		Message message = TestJournal.renamed(TestJournal.message(this.state.agent(), "text", 1, this.onInterrupt),
				uuid);
		change((change) -> {
			change.accept(message);
			change.begin(message, 1);
		}, true);
		return message;
	}

	private void record(ClaudeLine line) {
		change((change) -> this.recorder.record(change, line, ALONE, this.ending, Duration.ofSeconds(300)));
	}

	private void change(Consumer<AgentChange> action) {
		change(action, false);
	}

	private void change(Consumer<AgentChange> action, boolean preparation) {
		AgentChange change = new AgentChange(this.state, TestJournal.NOW);
		action.accept(change);
		this.state = change.after();
		assertThat(change.events()).extracting(Event::seq)
			.isEqualTo(LongStream.rangeClosed(change.before().agent().lastSeq() + 1, this.state.agent().lastSeq())
				.boxed()
				.toList());
		if (!preparation) {
			this.events.addAll(change.events());
			this.usage.addAll(change.usage());
			this.ended.addAll(change.ended());
		}
	}

	private Message ended() {
		assertThat(this.ended).hasSize(1);
		return this.ended.getFirst();
	}

	private List<EventType> types() {
		return this.events.stream().map(Event::type).toList();
	}

}
