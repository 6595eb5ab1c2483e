package io.aaas.acceptance;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators watch is what happened.
 */
class MetricsTests extends LiveService {

	@Autowired
	private MeterRegistry metrics;

	private double value(String name, String... tags) {
		return this.metrics.get(name).tags(tags).gauge().value();
	}

	private long count(String timer, String... tags) {
		return this.metrics.find(timer).tags(tags).timers().stream().mapToLong((it) -> it.count()).sum();
	}

	private double exits(String reason) {
		return this.metrics.find("aaas.processes.exits")
			.tag("reason", reason)
			.counters()
			.stream()
			.mapToDouble((it) -> it.count())
			.sum();
	}

	@Test
	void figuresFollowWhatAgentsDo() {
		double agents = value("aaas.agents", "status", "running");
		double processes = value("aaas.processes");
		long completed = count("aaas.turns", "status", "completed", "error", "none");
		long interrupted = count("aaas.turns", "status", "interrupted", "error", "interrupted");
		long starts = count("aaas.processes.start");
		long waits = count("aaas.messages.wait");
		long deltas = count("aaas.turns.first.delta");
		double hibernations = exits("hibernate");
		double crashes = exits("exited");
		String agent = create("{}");
		assertThat(value("aaas.agents", "status", "running")).isEqualTo(agents + 1);
		assertThat(value("aaas.processes")).isEqualTo(processes + 1);
		assertThat(api().message(agent, "#slow 4 5").status()).isEqualTo(200);
		occupy(agent);
		String queued = api().messageAsync(agent, "queued");
		assertThat(value("aaas.messages.queued")).isEqualTo(1);
		assertThat(api().post(agent + "/interrupt", null).status()).isEqualTo(200);
		assertThat(api().get(queued + "?wait=20").text("status")).isEqualTo("completed");
		assertThat(count("aaas.turns", "status", "completed", "error", "none")).isEqualTo(completed + 2);
		assertThat(count("aaas.turns", "status", "interrupted", "error", "interrupted")).isEqualTo(interrupted + 1);
		assertThat(count("aaas.messages.wait")).isEqualTo(waits + 3);
		assertThat(count("aaas.turns.first.delta")).isGreaterThan(deltas);
		assertThat(api().post(agent + "/hibernate", null).status()).isEqualTo(200);
		assertThat(exits("hibernate")).isEqualTo(hibernations + 1);
		assertThat(value("aaas.processes")).isEqualTo(processes);
		assertThat(api().message(agent, "wakes").status()).isEqualTo(200);
		assertThat(count("aaas.processes.start")).isEqualTo(starts + 2);
		kill(agent);
		await("the crash is counted").untilAsserted(() -> assertThat(exits("exited")).isEqualTo(crashes + 1));
	}

}
