package io.aaas.acceptance;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A CLI that hangs ends nothing but its own process.
 */
@TestPropertySource(properties = { "ACKNOWLEDGE_TIMEOUT=1s", "FIRST_OUTPUT_TIMEOUT=3s", "SILENCE_TIMEOUT=1s",
		"RESULT_TIMEOUT=500ms" })
@DirtiesContext
class DeadlinesTests extends LiveService {

	@Test
	void sendWhenTheCliHungAfterItsLastResultIsTakenByTheNextProcess() {
		String agent = create("{}");
		assertThat(api().message(agent, "#hang-after-result\n#reply one").text("response")).isEqualTo("one");
		long pid = pid(agent);
		assertThat(api().message(agent, "#reply two").text("response")).isEqualTo("two");
		assertThat(executed("#reply two")).isEqualTo(1);
		assertThat(pid(agent)).isNotEqualTo(pid);
		assertThat(events(agent, "message.redelivered")).hasSize(1);
	}

	@Test
	void turnWhenTheCliFallsSilentFails() {
		String agent = create("{}");
		assertFailsOf("SILENCE_TIMEOUT", agent, "#slow 2 600000");
		assertThat(api().message(agent, "still here").text("response")).isEqualTo("echo: still here");
	}

	@Test
	void turnWhenNothingComesOfItFails() {
		String agent = create("{}");
		assertFailsOf("FIRST_OUTPUT_TIMEOUT", agent, ENDLESS);
		assertThat(outcome(api().message(agent, "#sleep 1.5"))).isEqualTo("completed");
	}

	@Test
	void turnWhenItsEndIsNotCertainFails() {
		String agent = create("{}");
		api().message(agent, "the first end is confirmed");
		assertFailsOf("RESULT_TIMEOUT", agent, "#max-turns\n#hang-at-result");
		assertThat(api().message(agent, "still here").text("response")).isEqualTo("echo: still here");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void idleWhenTheCliHangsAtItsResultIsGivenUpBeforeAMessageComes() {
		String agent = create("{}");
		api().message(agent, "the first end is confirmed");
		assertThat(api().message(agent, "#reply done\n#hang-at-result").text("response")).isEqualTo("done");
		await("its end").until(() -> !events(agent, "agent.process_exited").isEmpty());
		assertThat(api().message(agent, "still here").text("response")).isEqualTo("echo: still here");
		assertThat(events(agent, "message.redelivered")).isEmpty();
	}

	@Test
	void sendWhenATurnThatNobodyAskedForHangsIsTakenByTheNextProcess() {
		String agent = create("{}");
		api().message(agent, "#unsolicited 1 sleep 600\n#reply first");
		await("its beginning").until(() -> state(agent).equals("running busy"));
		assertThat(api().message(agent, "#reply second").text("response")).isEqualTo("second");
		assertThat(state(agent)).isEqualTo("running idle");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void sendWhenATurnThatNobodyAskedForIsInItsWayCanInterruptIt() {
		String agent = create("{}");
		api().message(agent, "#unsolicited 1 slow 1000 300\n#reply first");
		await("its beginning").until(() -> state(agent).equals("running busy"));
		long pid = pid(agent);
		assertThat(api().post(agent + "/messages", json("{'message':'#reply second','when_busy':'interrupt'}"))
			.text("response")).isEqualTo("second");
		assertThat(pid(agent)).isEqualTo(pid);
	}

	@Test
	void idleWhenNobodyAskedForTheLastTurnKeepsItsProcess() {
		String agent = create("{}");
		api().message(agent, "the first end is confirmed");
		long pid = pid(agent);
		api().message(agent, "#unsolicited 1\n#reply second");
		await("the turn's end").until(() -> events(agent, "claude.result").size() == 3);
		Instant deadline = Instant.now().plusSeconds(1);
		await("RESULT_TIMEOUT has passed").until(() -> Instant.now().isAfter(deadline));
		assertThat(pid(agent)).isEqualTo(pid);
	}

	private void assertFailsOf(String setting, String agent, String text) {
		Api.Reply reply = api().message(agent, text);
		assertThat(outcome(reply)).isEqualTo("failed no_output");
		assertThat(reply.body().toString()).contains(setting);
	}

	@Test
	void turnWhenAPersonIsAskedMayTakeItsTime() {
		String agent = create("{}");
		String asking = api().messageAsync(agent, "#ask Bash {\"command\":\"ls\"}");
		awaitState(agent, "running waiting_approval");
		assertThat(api().get(asking + "?wait=2").text("status")).isEqualTo("waiting_approval");
		String approval = api().get(agent + "/approvals?status=pending").body().at("/data/0/id").asString();
		assertThat(api().post(agent + "/approvals/" + approval, json("{'decision':'allow'}")).status()).isEqualTo(200);
		assertThat(api().get(asking + "?wait=20").text("response")).startsWith("allowed");
	}

	@Test
	void turnWhenTheCliGoesOnTellingMayTakeItsTime() {
		String agent = create("{}");
		assertThat(outcome(api().message(agent, "#slow 12 200"))).isEqualTo("completed");
	}

}
