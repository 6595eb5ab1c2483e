package io.aaas.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.TokenUsage;
import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Lines that no recording has.
 */
class SingleLineTests {

	private static final TurnRecorder.Following ALONE = new TurnRecorder.Following(List.of(), true);

	private final TurnRecorder recorder = new TurnRecorder(
			(line) -> List.of("part 1 of " + line.endOffset(), "part 2"));

	private final Agent agent = TestJournal.agent();

	private final Message message = TestJournal.message(this.agent, "text");

	private AgentState state = TestJournal.state(this.agent);

	private AgentChange last = new AgentChange(this.state, TestJournal.NOW);

	@Test
	void recordWhenLineIsNoJsonShowsItAsItWas() {
		record("}{", new ClaudeMessage.Unparsed("not JSON"));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_UNPARSED);
		assertThat(data().path("reason").stringValue()).isEqualTo("not JSON");
		assertThat(data().path("line").stringValue()).isEqualTo("}{");
	}

	@Test
	void recordWhenLineIsOversizedTellsTheSize() {
		record("", new ClaudeMessage.Oversized(70_000_000));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_OVERSIZED);
		assertThat(data().path("size").longValue()).isEqualTo(70_000_000);
	}

	@Test
	void recordWhenLineIsLongStoresItInParts() {
		this.last = new AgentChange(this.state, TestJournal.NOW);
		ClaudeLine line = new ClaudeLine("{\"truncated\":true}", false, 0, 9, new ClaudeMessage.Unknown("new"));
		this.recorder.record(this.last, line, ALONE, null, Duration.ofSeconds(300));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_UNKNOWN);
		assertThat(data().path("truncated").booleanValue()).isTrue();
		assertThat(this.last.payloads().get(only().seq())).containsExactly("part 1 of 9", "part 2");
	}

	@Test
	void recordWhenLineIsOfTheSystemShowsIt() {
		record("{\"a\":1}", new ClaudeMessage.Status("requesting", null));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_SYSTEM);
		assertThat(only().data()).isEqualTo("{\"a\":1}");
		record("{\"b\":2}", new ClaudeMessage.OtherSystem("hook"));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_SYSTEM);
		record("{\"c\":3}", init("session"));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_SYSTEM);
		assertThat(only().data()).isEqualTo("{\"c\":3}");
	}

	@Test
	void recordWhenQuestionIsOfAnUnknownKindAsksNobody() {
		record("{\"q\":1}", question("r1", "can_fly"));
		assertThat(only().type()).isEqualTo(EventType.CLAUDE_UNKNOWN);
		assertThat(only().data()).isEqualTo("{\"q\":1}");
		assertThat(this.state.approvals()).isEmpty();
		assertThat(this.state.agent().activity()).isEqualTo(Activity.IDLE);
	}

	@Test
	void recordWhenQuestionIsWithdrawnExpiresItAndAnswersNoMore() {
		begin();
		record("{}", question("r1", "can_use_tool"));
		record("{}", new ClaudeMessage.ControlCancel("r2"));
		assertThat(this.last.events()).isEmpty();
		record("{}", new ClaudeMessage.ControlCancel("r1"));
		assertThat(this.last.changedApprovals()).singleElement().satisfies((approval) -> {
			assertThat(approval.status()).isEqualTo(Approval.Status.EXPIRED);
			assertThat(approval.deliveredAt()).isEqualTo(TestJournal.NOW);
		});
		assertThat(Objects.requireNonNull(this.state.current()).status()).isEqualTo(MessageStatus.RUNNING);
	}

	/** 2.1.330 names the message before its turn; only then {@code init} says nothing. */
	@Test
	void recordWhenTurnIsAnnouncedGoesByTheName() {
		begin();
		record("{}", new ClaudeMessage.Lifecycle("another", "started"));
		assertThat(this.state.span()).isEqualTo(AgentState.Span.of(false).announcing(false));
		record("{}", init("session"));
		assertThat(this.state.span()).isEqualTo(AgentState.Span.of(true).announcing(false));
		assertThat(Objects.requireNonNull(this.state.current()).delivery()).isEqualTo(Message.Delivery.WRITTEN);
		record("{}", new ClaudeMessage.Lifecycle(this.message.cliUuid(), "queued"));
		assertThat(Objects.requireNonNull(this.state.current()).delivery()).isEqualTo(Message.Delivery.WRITTEN);
		record("{}", new ClaudeMessage.Lifecycle(this.message.cliUuid(), "started"));
		assertThat(Objects.requireNonNull(this.state.current()).delivery()).isEqualTo(Message.Delivery.ACKNOWLEDGED);
	}

	@Test
	void recordWhenTurnIsNotAnnouncedTakesItForTheMessages() {
		begin();
		record("{}", init("session"));
		assertThat(Objects.requireNonNull(this.state.current()).delivery()).isEqualTo(Message.Delivery.TAKEN);
	}

	/** A turn that the budget forbids ends before its message is acknowledged. */
	@Test
	void recordWhenBudgetIsSpentEndsTheMessageThatWasOnlyTaken() {
		begin();
		record("{}", init("session"));
		record("{}", result("error_max_budget_usd", 0.5));
		assertThat(this.last.ended()).singleElement()
			.extracting(Message::status)
			.isEqualTo(MessageStatus.BUDGET_EXCEEDED);
	}

	@Test
	void recordWhenAnotherResultMeetsAMessageThatWasOnlyTakenLeavesItAlone() {
		begin();
		record("{}", init("session"));
		record("{}", result("success", 0.5));
		assertThat(this.last.ended()).isEmpty();
		assertThat(this.last.usage()).singleElement().extracting(UsageEntry::messageId).isNull();
	}

	@Test
	void recordWhenCostCountsAnewTakesItWhole() {
		record("{}", result("success", 0.5));
		record("{}", result("success", 0.75));
		assertThat(this.last.usage().getFirst().usage().costUsd()).isCloseTo(0.25, within(1e-9));
		record("{}", result("success", 0.75));
		assertThat(this.last.usage()).isEmpty();
		record("{}", result("success", 0.125));
		assertThat(this.last.usage().getFirst().usage().costUsd()).isCloseTo(0.125, within(1e-9));
		assertThat(Objects.requireNonNull(this.state.launch()).costTotal()).isCloseTo(0.125, within(1e-9));
	}

	@Test
	void recordWhenTextIsASubagentsIsNotTheReply() {
		begin();
		record("{}", new ClaudeMessage.Lifecycle(this.message.cliUuid(), "started"));
		record("{}", init("session"));
		record("{}", said("mine", null));
		record("{}", said("its", "tool-use"));
		record("{}", said("", null));
		record("{}", result("error_during_execution", 0.5));
		assertThat(this.last.ended()).singleElement().extracting(Message::response).isEqualTo("mine");
	}

	private void begin() {
		change((change) -> {
			change.accept(this.message);
			change.begin(this.message, 1);
			change.delivered(Message.Delivery.WRITTEN);
		});
	}

	private void record(String json, ClaudeMessage line) {
		change((change) -> this.recorder.record(change, new ClaudeLine(json, true, 0, 1, line), ALONE, null,
				Duration.ofSeconds(300)));
	}

	private void change(Consumer<AgentChange> action) {
		this.last = new AgentChange(this.state, TestJournal.NOW);
		action.accept(this.last);
		this.state = this.last.after();
	}

	private Event only() {
		assertThat(this.last.events()).hasSize(1);
		return this.last.events().getFirst();
	}

	private JsonNode data() {
		return Documents.readObject(only().data());
	}

	private static ClaudeMessage init(String session) {
		return new ClaudeMessage.Init(session, null, null, null, null);
	}

	private static ClaudeMessage said(String text, @Nullable String parent) {
		return new ClaudeMessage.Assistant("m", text, List.of(), null, parent, null);
	}

	private static ClaudeMessage question(String request, String subtype) {
		return new ClaudeMessage.ControlQuestion(request, subtype, "Bash", null, Documents.readObject("{}"), null, null,
				null, null, null);
	}

	private static ClaudeMessage result(String subtype, double cost) {
		return new ClaudeMessage.Result(subtype, !"success".equals(subtype), null, null, List.of(), null, null,
				BigDecimal.valueOf(cost), new TokenUsage(1, 2, 3, 4), 1, Duration.ofMillis(5), "session");
	}

}
