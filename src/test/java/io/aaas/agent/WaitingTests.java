package io.aaas.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingTests {

	private static final List<String> QUEUE = List.of("a", "b");

	private static final Instant LATER = TestJournal.NOW.plusSeconds(8);

	private final Message running = TestJournal.message(TestJournal.agent(), "text").started(1, TestJournal.NOW);

	@Test
	void ofWhenItIsNotInTheQueueIsNull() {
		assertThat(Waiting.of("c", state(this.running, false), null, false, false, false)).isNull();
	}

	@Test
	void ofTellsItsPlaceAndWhatHasToComeFirst() {
		Message asking = this.running.withStatus(MessageStatus.WAITING_APPROVAL);
		assertThat(of("a", state(this.running, true), null, false))
			.isEqualTo(new Waiting(1, Waiting.Reason.TURN, this.running.id(), null));
		assertThat(of("b", state(asking, true), LATER, true))
			.isEqualTo(new Waiting(2, Waiting.Reason.APPROVAL, this.running.id(), null));
		assertThat(of("a", state(null, true), null, false))
			.isEqualTo(new Waiting(1, Waiting.Reason.CLI_TURN, null, null));
		assertThat(of("b", state(null, false), null, false))
			.isEqualTo(new Waiting(2, Waiting.Reason.PROCESS, null, null));
		assertThat(of("a", state(null, false), LATER, false))
			.isEqualTo(new Waiting(1, Waiting.Reason.BACK_OFF, null, LATER));
		assertThat(of("a", state(null, false), LATER, true))
			.isEqualTo(new Waiting(1, Waiting.Reason.SHUTDOWN, null, null));
	}

	private static Waiting of(String id, AgentState state, @Nullable Instant pausedUntil, boolean draining) {
		return Objects.requireNonNull(Waiting.of(id, state, pausedUntil, draining, false, false));
	}

	private static AgentState state(@Nullable Message current, boolean span) {
		return new AgentState(TestJournal.agent(), current, QUEUE, Map.of(), null, AgentState.Span.of(span));
	}

}
