package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The state machine of agents, cell by cell: in each state, each thing that can happen.
 */
abstract class LifecycleContract extends StateTable {

	@ParameterizedTest(name = "{0}, {1}")
	@CsvSource(delimiter = '|', textBlock = """
			starting    | message   | 200 completed          | running idle
			starting    | start     | 200                    | running idle
			starting    | stop      | 200                    | stopped
			starting    | restart   | 200                    | running idle
			starting    | hibernate | 409 wrong_state        | running idle
			starting    | interrupt | 409 nothing_running    | running idle
			starting    | patch     | 200                    | running idle
			starting    | delete    | 204                    | gone
			starting    | kill      | ''                     | running idle

			idle        | message   | 200 completed          | running idle
			idle        | start     | 200                    | running idle
			idle        | stop      | 200                    | stopped
			idle        | restart   | 200                    | running idle
			idle        | hibernate | 200                    | running hibernated
			idle        | interrupt | 409 nothing_running    | running idle
			idle        | patch     | 200                    | running idle
			idle        | delete    | 204                    | gone
			idle        | kill      | ''                     | running hibernated

			hibernated  | message   | 200 completed          | running idle
			hibernated  | start     | 200                    | running idle
			hibernated  | stop      | 200                    | stopped
			hibernated  | restart   | 200                    | running idle
			hibernated  | hibernate | 200                    | running hibernated
			hibernated  | interrupt | 409 nothing_running    | running hibernated
			hibernated  | patch     | 200                    | running hibernated
			hibernated  | delete    | 204                    | gone

			stopped     | message   | 409 agent_stopped      | stopped
			stopped     | start     | 200                    | running idle
			stopped     | stop      | 200                    | stopped
			stopped     | restart   | 200                    | running idle
			stopped     | hibernate | 409 wrong_state        | stopped
			stopped     | interrupt | 409 nothing_running    | stopped
			stopped     | patch     | 200                    | stopped
			stopped     | delete    | 204                    | gone
			""")
	void actWhenNoTurnRunsAnswersAndBecomes(String state, String action, String answer, String then) {
		String agent = agentThatIs(state);
		CompletableFuture<Reply> start = state.equals("starting") ? meanwhile(() -> api().post(agent + "/start", null))
				: null;
		if (start != null) {
			awaitState(agent, "starting");
		}
		String answered = act(agent, action);
		assertThat(answered).isEqualTo(answer);
		awaitState(agent, then);
		if (start != null) {
			assertThat(answer(start).status()).isEqualTo(action.equals("delete") ? 404 : 200);
		}
		assertSettled(agent, then);
	}

	@ParameterizedTest(name = "{0}, {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					busy        | message   | 202                    | running busy | running                     | queued
					busy        | start     | 200                    | running busy | running                     | queued
					busy        | stop      | 200                    | stopped      | interrupted agent_stopped   | cancelled agent_stopped
					busy        | restart   | 200                    | running idle | interrupted agent_restarted | completed
					busy        | hibernate | 409 agent_busy         | running busy | running                     | queued
					busy        | interrupt | 200 interrupted interrupted | running idle | interrupted interrupted | completed
					busy        | patch     | 200                    | running busy | running                     | queued
					busy        | delete    | 204                    | gone         | interrupted agent_deleted   | cancelled agent_deleted
					busy        | kill      | ''                     | running idle | failed process_exited       | completed

					waiting     | message   | 202                    | running waiting_approval | waiting_approval            | queued
					waiting     | start     | 200                    | running waiting_approval | waiting_approval            | queued
					waiting     | stop      | 200                    | stopped                  | interrupted agent_stopped   | cancelled agent_stopped
					waiting     | restart   | 200                    | running idle             | interrupted agent_restarted | completed
					waiting     | hibernate | 409 agent_busy         | running waiting_approval | waiting_approval            | queued
					waiting     | interrupt | 200 interrupted interrupted | running idle        | interrupted interrupted     | completed
					waiting     | patch     | 200                    | running waiting_approval | waiting_approval            | queued
					waiting     | delete    | 204                    | gone                     | interrupted agent_deleted   | cancelled agent_deleted
					waiting     | kill      | ''                     | running idle             | failed process_exited       | completed
					""")
	void actWhenATurnRunsAnswersAndBecomes(String state, String action, String answer, String then, String running,
			String queued) {
		String agent = create("{}");
		String text = state.equals("busy") ? ENDLESS : "#ask Bash {\"command\":\"ls\"}";
		CompletableFuture<Reply> first = meanwhile(() -> api().message(agent, text));
		awaitState(agent, state.equals("busy") ? "running busy" : "running waiting_approval");
		awaitTurn(agent + "/messages/" + api().get(agent + "/messages").body().at("/data/0/id").stringValue());
		CompletableFuture<Reply> second = meanwhile(() -> api().message(agent, "second"));
		await("the second message waits").until(() -> api().get(agent).body().get("queue_length").intValue() == 1);
		String answered = action.equals("message")
				? Integer.toString(
						api().post(agent + "/messages", "{\"message\":\"third\"}", "Prefer", "respond-async").status())
				: act(agent, action);
		assertThat(answered).isEqualTo(answer);
		awaitState(agent, then);
		assertThat(running.contains(" ") ? outcome(answer(first)) : statusNow(agent, 0)).isEqualTo(running);
		assertThat(queued.equals("queued") ? statusNow(agent, 1) : outcome(answer(second))).isEqualTo(queued);
		assertSettled(agent, then);
	}

	private String statusNow(String agent, int position) {
		return api().get(agent + "/messages").body().at("/data/" + position + "/status").stringValue();
	}

	private String agentThatIs(String state) {
		String agent = create(state.equals("stopped") || state.equals("starting") ? "{'auto_start':false}" : "{}");
		if (state.equals("hibernated")) {
			assertThat(api().post(agent + "/hibernate", null).status()).isEqualTo(200);
		}
		else if (state.equals("starting")) {
			cli().settings("start_delay_ms=700");
		}
		assertThat(state(agent)).isEqualTo(switch (state) {
			case "idle", "hibernated" -> "running " + state;
			default -> "stopped";
		});
		return agent;
	}

	@Test
	void restartWhenIdleStartsANewProcessThatKnowsTheHistory() {
		String agent = create("{}");
		api().message(agent, "the number is 42");
		long before = pid(agent);
		assertThat(api().post(agent + "/restart", null).body().get("pid").longValue()).isNotEqualTo(before);
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("the number is 42");
	}

	@Test
	void actWhenManyActAtOnceLeavesATrueState() {
		List<String> actions = List.of("start", "stop", "restart", "hibernate", "interrupt");
		for (int round = 0; round < 6; round++) {
			String agent = create("{}");
			List<CompletableFuture<Reply>> calls = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				String action = actions.get((i * (round + 1)) % actions.size());
				calls.add(meanwhile(() -> api().post(agent + "/" + action, null)));
				calls.add(meanwhile(() -> api().message(agent, "#slow 3 10")));
			}
			calls.add(meanwhile(() -> api().delete(agent)));
			calls.forEach(
					(call) -> assertThat(answer(call).status()).as(answer(call).toString()).isIn(200, 204, 404, 409));
			assertThat(state(agent)).isEqualTo("gone");
			assertThat(processes(agent)).isEmpty();
		}
	}

}
