package io.aaas.acceptance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Agents whose process cannot be started any more.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FailedAgentTests extends StateTable {

	private static final int CELLS = 9;

	/** Getting there takes long, so all of them go together. */
	private final Deque<String> failed = new ArrayDeque<>();

	@ParameterizedTest(name = "error, {0}")
	@CsvSource(delimiter = '|', textBlock = """
			message   | 409 agent_error        | error
			start     | 200                    | running idle
			stop      | 200                    | stopped
			restart   | 200                    | running idle
			hibernate | 409 wrong_state        | error
			interrupt | 409 nothing_running    | error
			patch     | 200                    | error
			delete    | 204                    | gone
			""")
	void actWhenFailedAnswersAndBecomes(String action, String answer, String then) {
		String agent = mine(failed());
		assertThat(act(agent, action)).isEqualTo(answer);
		awaitState(agent, then);
		assertSettled(agent, then);
	}

	private String failed() {
		if (this.failed.isEmpty()) {
			List<String> agents = new ArrayList<>();
			for (int i = 0; i < CELLS; i++) {
				agents.add(api().createAgent(json("{'auto_start':false}")));
			}
			cli().settings("start_exit=3", "start_stderr=no licence");
			List<CompletableFuture<Reply>> starts = agents.stream()
				.map((agent) -> meanwhile(() -> api().post(agent + "/start", null)))
				.toList();
			agents.forEach((agent) -> awaitState(agent, "error"));
			assertThat(starts).allSatisfy((start) -> assertThat(answer(start).status()).isEqualTo(200));
			cli().settings();
			this.failed.addAll(agents);
		}
		return this.failed.remove();
	}

	@Test
	void startWhenTheCliRefusesItsCommandLineIsNotTriedAgain() {
		String agent = create("{'auto_start':false}");
		cli().settings("start_exit=1", "start_stderr=error: unknown option '--frobnicate'");
		try {
			api().post(agent + "/start", null);
			awaitState(agent, "error");
		}
		finally {
			cli().settings();
		}
		assertThat(api().get(agent).body().at("/last_error/detail").stringValue()).contains("--frobnicate");
		assertThat(events(agent, "agent.process_exited")).hasSize(1);
	}

	@AfterAll
	void deleteFailed() {
		this.failed.forEach(api()::delete);
	}

	@Test
	void startWhenTheCliKeepsFailingFailsTheQueueAndTellsWhy() {
		String agent = mine(failed());
		assertThat(api().get(agent).body().at("/last_error/code").stringValue()).isEqualTo("start_failed");
		assertThat(api().get(agent).body().at("/last_error/detail").stringValue()).contains("exit code 3",
				"no licence");
		assertThat(events(agent, "agent.process_exited")).hasSize(5);
		assertThat(events(agent, "agent.failed")).hasSize(1);
		api().message(agent, "hello").problem(409, "agent_error");
		assertThat(api().get(agent).body().get("pid").isNull()).isTrue();
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void startWhenTheCliFailsForATimeRunsTheQueueAfterwards() {
		String agent = create("{'auto_start':false}");
		cli().settings("start_exit=3");
		CompletableFuture<Reply> start = meanwhile(() -> api().post(agent + "/start", null));
		await("two failed starts").until(() -> events(agent, "agent.process_exited").size() >= 2);
		CompletableFuture<Reply> waiting = meanwhile(() -> api().message(agent, "hello"));
		await("it waits").until(() -> api().get(agent).body().get("queue_length").intValue() == 1);
		cli().settings();
		assertThat(outcome(answer(waiting))).isEqualTo("completed");
		assertThat(answer(start).status()).isEqualTo(200);
	}

	@Test
	void createWhenItFailsAnswersWhoHasSentItAMessage() {
		cli().settings("start_delay_ms=700", "start_exit=3");
		CompletableFuture<Reply> creation = meanwhile(
				() -> api().post("/api/v1/agents", json("{'labels':{'key':'doomed'}}")));
		String list = "/api/v1/agents?label=key:doomed";
		await("it is listed").until(() -> !api().get(list).body().get("data").isEmpty());
		String agent = api().get(list).body().at("/data/0/endpoint").stringValue();
		CompletableFuture<Reply> message = meanwhile(() -> api().message(agent, "hello"));
		answer(creation).problem(503, "agent_start_failed");
		assertThat(outcome(answer(message))).isEqualTo("failed agent_error");
		assertThat(state(agent)).isEqualTo("gone");
	}

}
