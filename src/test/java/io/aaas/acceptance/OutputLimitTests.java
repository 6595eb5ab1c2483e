package io.aaas.acceptance;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that writes too much, in a turn or in all, harms nobody but its own turn.
 */
@TestPropertySource(properties = { "MAX_TURN_OUTPUT=2MB", "RECYCLE_TURNS=2" })
@DirtiesContext
class OutputLimitTests extends LiveService {

	@ParameterizedTest
	@ValueSource(strings = { "#flood-out 40m\n#reply done", "#flood-err 40m\n#sleep 600" })
	void turnWhenTheOutputIsTooMuchFailsAndTheNextOneRuns(String text) {
		String agent = create("{}");
		String other = create("{}");
		assertThat(outcome(api().message(agent, text))).isEqualTo("failed output_limit");
		assertThat(api().message(other, "meanwhile").text("response")).isEqualTo("echo: meanwhile");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		List<JsonNode> events = EventLogs.read(api(), agent);
		long stored = events.stream().mapToLong((event) -> event.toString().length()).sum();
		assertThat(stored).isLessThan(8_000_000);
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void turnWhenTheLimitIsReachedByAllTurnsTogetherCompletes() {
		String agent = create("{}");
		assertThat(outcome(api().message(agent, "#flood-out 1500k"))).isEqualTo("completed");
		assertThat(outcome(api().message(agent, "#flood-out 1500k"))).isEqualTo("completed");
	}

	@Test
	void idleWhenTheProcessHasRunItsTurnsIsRenewed() {
		String agent = create("{}");
		long pid = pid(agent);
		api().message(agent, "the number is 42");
		assertThat(pid(agent)).isEqualTo(pid);
		api().message(agent, "again");
		awaitAnotherProcess(agent, pid);
		assertThat(api().message(agent, "#recall").text("response")).startsWith("the number is 42");
		assertThat(events(agent, "agent.process_exited")).singleElement()
			.satisfies((event) -> assertThat(event.at("/data/reason").stringValue()).isEqualTo("recycle"));
	}

}
