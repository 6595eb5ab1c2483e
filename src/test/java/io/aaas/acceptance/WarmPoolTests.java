package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A new agent gets a process that was started before.
 */
@TestPropertySource(properties = { "WARM_POOL=general=2", "MAX_LIVE_PROCESSES=4" })
@DirtiesContext
class WarmPoolTests extends LiveService {

	@Autowired
	private MeterRegistry metrics;

	private void awaitWarm(int count) {
		await("warm processes").until(() -> this.metrics.get("aaas.warm.processes").gauge().value() == count);
	}

	private double agents(String process) {
		return this.metrics.get("aaas.warm.agents").tag("process", process).counter().count();
	}

	@Test
	void createWhenAProcessWaitsTakesItAndAnotherIsStarted() {
		awaitWarm(2);
		double warm = agents("warm");
		String agent = create("{}");
		assertThat(agents("warm")).isEqualTo(warm + 1);
		assertThat(state(agent)).isEqualTo("running idle");
		assertThat(api().message(agent, "the number is 42").text("response")).isEqualTo("echo: the number is 42");
		assertThat(EventLogs.types(api(), agent)).startsWith("agent.created", "agent.started", "message.queued");
		EventLogs.assertGapless(api(), agent);
		awaitWarm(2);
		kill(agent);
		await("it is gone").until(() -> state(agent).equals("running hibernated"));
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("the number is 42");
	}

	@Test
	void createWhenItsConfigurationIsItsOwnTakesNone() {
		awaitWarm(2);
		double warm = agents("warm");
		double cold = agents("cold");
		create("{'config':{'model':'haiku'}}");
		assertThat(agents("warm")).isEqualTo(warm);
		assertThat(agents("cold")).isEqualTo(cold);
	}

	@Test
	void createWhenProcessesOfThePoolAreInTheWayHasTheirRoom() {
		awaitWarm(2);
		List<String> agents = Stream.generate(() -> create("{'config':{'model':'haiku'}}")).limit(4).toList();
		for (String agent : agents) {
			assertThat(api().message(agent, "hello").text("response")).isEqualTo("echo: hello");
		}
		agents.forEach((agent) -> assertThat(api().delete(agent).status()).isEqualTo(204));
		awaitWarm(2);
	}

	@Test
	void listWhenAnAgentIsMadeOfAnOlderProcessTellsItLast() {
		awaitWarm(2);
		String cold = create("{'config':{'model':'haiku'}}");
		String warm = create("{}");
		assertThat(id(warm)).isLessThan(id(cold));
		JsonNode page;
		List<String> listed = new ArrayList<>();
		String next = "";
		do {
			page = api().get("/api/v1/agents?limit=1" + next).body();
			page.get("data").forEach((agent) -> listed.add(agent.get("id").stringValue()));
			next = "&cursor=" + page.path("next_cursor").asString("");
		}
		while (page.get("has_more").booleanValue());
		assertThat(listed).endsWith(id(cold), id(warm)).doesNotHaveDuplicates();
	}

}
