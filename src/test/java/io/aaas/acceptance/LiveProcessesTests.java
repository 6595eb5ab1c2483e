package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * There may be more agents than processes.
 */
@TestPropertySource(properties = "MAX_LIVE_PROCESSES=2")
@DirtiesContext
class LiveProcessesTests extends LiveService {

	@Test
	void createWhenThereIsNoRoomForAProcessIsHibernated() {
		create("{}");
		create("{}");
		Reply third = api().post("/api/v1/agents", "{}");
		mine("/api/v1/agents/" + third.text("id"));
		assertThat(third.status()).isEqualTo(201);
		assertThat(third.text("status")).isEqualTo("running");
		assertThat(third.text("activity")).isEqualTo("hibernated");
		assertThat(api().get("/health").body().get("max_live_processes").intValue()).isEqualTo(2);
	}

	@Test
	void sendWhenOthersAreIdleTakesThePlaceOfTheOneUsedLongestAgo() {
		String first = create("{}");
		String second = create("{}");
		assertThat(api().message(first, "used").status()).isEqualTo(200);
		String third = create("{}");
		assertThat(api().message(third, "hello").text("response")).isEqualTo("echo: hello");
		assertThat(state(second)).isEqualTo("running hibernated");
		assertThat(state(first)).isEqualTo("running idle");
		assertThat(api().message(second, "#recall").status()).isEqualTo(200);
		assertThat(state(first)).isEqualTo("running hibernated");
	}

	@Test
	void sendWhenOthersAreBusyWaitsUntilOneHasEnded() {
		String busy = create("{}");
		String asking = create("{}");
		String running = occupy(busy);
		api().messageAsync(asking, "#ask Bash {\"command\":\"ls\"}");
		awaitState(asking, "running waiting_approval");
		String third = create("{}");
		String waiting = api().messageAsync(third, "#reply at last");
		await("it waits").untilAsserted(
				() -> assertThat(api().get(waiting).body().at("/waiting_for/reason").asString()).isEqualTo("slot"));
		assertThat(processes(third)).isEmpty();
		assertThat(api().post(busy + "/interrupt", null).status()).isEqualTo(200);
		assertThat(api().get(waiting + "?wait=20").text("response")).isEqualTo("at last");
		assertThat(api().get(running).text("status")).isEqualTo("interrupted");
		assertThat(state(busy)).isEqualTo("running hibernated");
		assertThat(state(asking)).isEqualTo("running waiting_approval");
	}

	@Test
	void cancelWhenItWaitsLeavesTheLine() {
		String first = create("{}");
		String second = create("{}");
		occupy(first);
		occupy(second);
		String third = create("{}");
		String waiting = api().messageAsync(third, "never");
		assertThat(api().post(waiting + "/cancel", null).status()).isEqualTo(200);
		assertThat(api().post(first + "/interrupt", null).status()).isEqualTo(200);
		assertThat(api().message(first, "goes on").text("response")).isEqualTo("echo: goes on");
		assertThat(executed("never")).isZero();
		assertThat(state(third)).isEqualTo("running hibernated");
	}

	@Test
	void messagesWhenAllAgentsWantToRunAllRunAndNeverMoreThanTwoAtATime() {
		List<String> agents = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			agents.add(create("{}"));
		}
		List<CompletableFuture<Reply>> replies = new ArrayList<>();
		for (int i = 0; i < 18; i++) {
			String agent = agents.get(i % agents.size());
			String text = "#reply " + i + "\n#sleep 0.05";
			replies.add(meanwhile(() -> api().message(agent, text)));
		}
		for (int i = 0; i < replies.size(); i++) {
			assertThat(answer(replies.get(i)).text("response")).isEqualTo(String.valueOf(i));
		}
		assertThat(mostAtATime(agents)).isEqualTo(2);
		agents.forEach((agent) -> EventLogs.assertGapless(api(), agent));
	}

	/** As they wrote it down: when they began, and when they were about to exit. */
	private int mostAtATime(List<String> agents) {
		Set<String> ids = agents.stream().map(LiveService::id).collect(Collectors.toSet());
		int live = 0;
		int most = 0;
		for (JsonNode entry : cli().ledger()) {
			if (ids.contains(entry.path("agent").asString(""))) {
				live += entry.has("start") ? 1 : entry.has("exit") ? -1 : 0;
				most = Math.max(most, live);
			}
		}
		return most;
	}

}
