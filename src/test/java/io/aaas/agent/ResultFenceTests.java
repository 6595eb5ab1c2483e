package io.aaas.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A second {@code result} of a turn, put into the next one at every place that there is.
 */
class ResultFenceTests {

	private final TurnRecorder recorder = new TurnRecorder((line) -> List.of());

	private final List<Event> events = new ArrayList<>();

	private final List<Message> ended = new ArrayList<>();

	private AgentState state = TestJournal.state(TestJournal.agent());

	@ParameterizedTest
	@CsvSource({ "2.1.197, turn-text", "2.1.330, turn-text", "2.1.197, turn-tool", "2.1.330, turn-tool",
			"2.1.330, turn-interrupted", "2.1.330, turn-api-error" })
	void judgeWhenTheResultBeforeComesAgainAnywhereLeavesTheTurnAlone(String version, String before) {
		List<ClaudeLine> first = RecordedTurn.lines(version, before);
		List<ClaudeLine> second = RecordedTurn.lines(version, "turn-tool-bash");
		ClaudeLine late = result(first);
		int end = second.indexOf(result(second));
		AgentState fresh = this.state;
		for (int place = 0; place <= end; place++) {
			this.state = fresh;
			this.ended.clear();
			play(first, RecordedTurn.uuid(first));
			List<ClaudeLine> disturbed = new ArrayList<>(second);
			disturbed.add(place, late);
			this.events.clear();
			play(disturbed, RecordedTurn.uuid(second));
			assertThat(this.ended).as("place " + place).hasSize(2);
			assertThat(this.ended.getLast().status()).as("place " + place).isEqualTo(MessageStatus.COMPLETED);
			assertThat(this.ended.getLast().response()).as("place " + place).startsWith("tool said: ");
			assertThat(this.events).filteredOn((event) -> event.type() == EventType.CLAUDE_RESULT)
				.as("place " + place)
				.extracting(Event::messageId)
				.containsExactly(null, this.ended.getLast().id());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "turn-tool", "turn-interrupted", "turn-interrupted-tool", "turn-interrupted-question",
			"turn-api-error", "turn-overloaded", "turn-permission-denied" })
	void judgeWhenTheCliConfirmsWaitsForThatUnlessItIsWhatWasSaid(String recording) {
		List<ClaudeLine> first = RecordedTurn.lines("2.1.330", "turn-text");
		play(first, RecordedTurn.uuid(first));
		this.ended.clear();
		List<ClaudeLine> lines = RecordedTurn.lines("2.1.330", recording);
		ClaudeLine result = result(lines);
		begin(RecordedTurn.uuid(lines));
		List<ClaudeLine> before = lines.subList(0, lines.indexOf(result));
		before.forEach((line) -> record(line, List.of(), true));
		boolean decided = record(result, List.of(), true);
		assertThat(decided).isEqualTo(!((ClaudeMessage.Result) result.message()).isError());
		if (!decided) {
			assertThat(this.ended).isEmpty();
			assertThat(record(result, lines.subList(lines.indexOf(result) + 1, lines.size()), true)).isTrue();
		}
		assertThat(this.ended).hasSize(1);
	}

	@Test
	void judgeWhenTheProcessEndsBeforeItConfirmsTakesTheResult() {
		List<ClaudeLine> first = RecordedTurn.lines("2.1.330", "turn-text");
		play(first, RecordedTurn.uuid(first));
		List<ClaudeLine> lines = RecordedTurn.lines("2.1.330", "turn-interrupted");
		ClaudeLine result = result(lines);
		begin(RecordedTurn.uuid(lines));
		lines.subList(0, lines.indexOf(result)).forEach((line) -> record(line, List.of(), true));
		assertThat(record(result, List.of(), false)).isTrue();
		assertThat(this.ended).hasSize(2);
	}

	@Test
	void judgeWhenTwoTurnsEndAlikeWithoutAnyCallOfTheModelTakesBoth() {
		// As 2.1.197 ends each message when its budget is spent.
		List<ClaudeLine> lines = RecordedTurn.lines("2.1.197", "turn-interrupted");
		for (int turn = 1; turn <= 2; turn++) {
			play(lines, RecordedTurn.uuid(lines));
			assertThat(this.ended).hasSize(turn);
		}
	}

	@Test
	void judgeWhenAResultIsRepeatedBooksItOnce() {
		List<ClaudeLine> lines = RecordedTurn.lines("2.1.330", "turn-text");
		play(lines, RecordedTurn.uuid(lines));
		Usage used = this.state.agent().usage();
		record(result(lines), List.of(), true);
		assertThat(this.state.agent().usage()).isEqualTo(used);
		assertThat(this.events.getLast().type()).isEqualTo(EventType.CLAUDE_RESULT);
		assertThat(this.events.getLast().messageId()).isNull();
	}

	private static ClaudeLine result(List<ClaudeLine> lines) {
		return lines.stream()
			.filter((line) -> line.message() instanceof ClaudeMessage.Result)
			.findFirst()
			.orElseThrow();
	}

	private void play(List<ClaudeLine> lines, String uuid) {
		begin(uuid);
		IntStream.range(0, lines.size()).forEach((i) -> record(lines.get(i), lines.subList(i + 1, lines.size()), true));
	}

	private void begin(String uuid) {
		Message message = TestJournal.message(this.state.agent(), "text");
		AgentChange change = new AgentChange(this.state, TestJournal.NOW);
		Message named = TestJournal.renamed(message, uuid);
		change.accept(named);
		change.begin(named, 1);
		this.state = change.after();
	}

	private boolean record(ClaudeLine line, List<ClaudeLine> following, boolean more) {
		AgentChange change = new AgentChange(this.state, TestJournal.NOW);
		// Each recording is a file of its own, with offsets of its own.
		change.launch(Objects.requireNonNull(change.launch()).ingested(0, 0));
		boolean recorded = this.recorder.record(change, line, new TurnRecorder.Following(following, more), null,
				Duration.ofSeconds(300));
		this.state = change.after();
		this.events.addAll(change.events());
		this.ended.addAll(change.ended());
		return recorded;
	}

}
