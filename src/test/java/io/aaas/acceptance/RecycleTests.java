package io.aaas.acceptance;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that holds too much memory gives way to a new one while nobody talks to it.
 */
@TestPropertySource(properties = "RECYCLE_MEMORY=1MB")
@DirtiesContext
class RecycleTests extends LiveService {

	@Autowired
	private MeterRegistry metrics;

	@Test
	void idleWhenTheProcessHasGrownIsRenewed() {
		String agent = create("{}");
		api().message(agent, "the number is 42");
		long pid = pid(agent);
		awaitAnotherProcess(agent, pid);
		assertThat(events(agent, "agent.process_exited")).first()
			.satisfies((event) -> assertThat(event.at("/data/reason").stringValue()).isEqualTo("recycle"));
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("the number is 42");
		await("its memory is known").untilAsserted(
				() -> assertThat(this.metrics.get("aaas.processes.memory").tag("agent", id(agent)).gauge().value())
					.isGreaterThan(1024 * 1024));
	}

	@Test
	void turnWhenTheProcessHasGrownGoesOn() {
		String agent = create("{}");
		long pid = pid(agent);
		assertThat(api().message(agent, "#sleep 6\n#reply done").text("response")).isEqualTo("done");
		assertThat(events(agent, "agent.started")).first()
			.satisfies((event) -> assertThat(event.at("/data/pid").longValue()).isEqualTo(pid));
		assertThat(events(agent, "message.redelivered")).isEmpty();
	}

}
