package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that dies, hangs or resists: its message ends in exactly one way, the next
 * one runs, and nothing is left of it.
 */
class FaultyProcessTests extends LiveService {

	/** The ladder's two seconds, on a busy machine. */
	private static final Duration STOP_BOUND = Duration.ofSeconds(5);

	@Test
	void sendWhenTheProcessIsKilledInMidTurnFailsAndTheNextOneKnowsTheHistory() {
		String agent = create("{}");
		api().message(agent, "the number is 42");
		CompletableFuture<Reply> cut = meanwhile(() -> api().message(agent, "cut off\n" + ENDLESS));
		awaitState(agent, "running busy");
		await("it was taken").until(() -> executed("cut off\n" + ENDLESS) == 1);
		kill(agent);
		Reply failed = answer(cut);
		failed.problem(502, "turn_failed");
		assertThat(outcome(failed)).isEqualTo("failed process_exited");
		assertThat(failed.body().at("/message/error/detail").stringValue()).contains("signal");
		assertThat(failed.body().at("/message/error/retryable").booleanValue()).isTrue();
		Reply next = api().message(agent, "#recall");
		assertThat(next.text("response")).startsWith("the number is 42").contains("cut off");
		assertThat(executed("cut off\n" + ENDLESS)).isEqualTo(1);
		assertThat(events(agent, "agent.process_exited")).hasSize(1);
	}

	@Test
	void turnWhenTheModelIsAskedAgainSaysSoUntilItSucceeds() {
		String agent = create("{}");
		String message = api().messageAsync(agent, "#api-retry 2\n#sleep 600");
		await("it is told").untilAsserted(
				() -> assertThat(api().get(agent).body().at("/last_error/code").asString("")).isEqualTo("api_error"));
		assertThat(api().get(agent).body().at("/last_error/detail").stringValue()).contains("retry 2 of");
		assertThat(api().get(agent).text("activity")).isEqualTo("busy");
		assertThat(api().post(message + "/cancel", null).status()).isEqualTo(200);
		api().message(agent, "now it works");
		assertThat(api().get(agent).body().get("last_error").isNull()).isTrue();
	}

	@Test
	void sendWhenTheProcessDiesInMidStreamFails() {
		String agent = create("{}");
		Reply failed = api().message(agent, "#slow 5 10\n#die-mid-turn");
		assertThat(outcome(failed)).isEqualTo("failed process_exited");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@Test
	void sendWhenToBeRetriedAndTheProcessIsKilledRunsAgainBeforeTheOthers() {
		String agent = create("{}");
		String text = "#sleep 2\n#reply done";
		String message = agent + "/messages/" + retrying(agent, text, "Prefer", "respond-async").text("id");
		awaitTurn(message);
		String next = api().messageAsync(agent, "next");
		kill(agent);
		Reply reply = api().get(message + "?wait=30");
		assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
		assertThat(reply.text("response")).isEqualTo("done");
		assertThat(reply.text("on_interrupt")).isEqualTo("retry");
		assertThat(reply.body().get("attempt").intValue()).isEqualTo(2);
		assertThat(api().get(next + "?wait=30").text("status")).isEqualTo("completed");
		assertThat(events(agent, "message.retrying")).singleElement()
			.satisfies((event) -> assertThat(event.at("/data/error/code").asString("")).isEqualTo("process_exited"));
		assertThat(events(agent, "message.started")).extracting((event) -> event.get("message_id").stringValue())
			.containsExactly(id(message), id(message), id(next));
		assertThat(events(agent, "message.failed")).isEmpty();
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void sendWhenToBeRetriedAndCutOffEachTimeFailsAfterThreeAttempts() {
		String agent = create("{}");
		String text = "#slow 5 10\n#die-mid-turn";
		Reply failed = retrying(agent, text);
		assertThat(outcome(failed)).isEqualTo("failed process_exited");
		assertThat(failed.body().at("/message/attempt").intValue()).isEqualTo(3);
		assertThat(events(agent, "message.retrying")).hasSize(2);
		assertThat(events(agent, "message.failed")).hasSize(1);
		assertThat(cli().ledger()
			.stream()
			.filter((entry) -> text.equals(entry.path("text").asString(""))
					&& id(agent).equals(entry.path("agent").asString(""))))
			.extracting((entry) -> entry.get("uuid").stringValue())
			.hasSize(3)
			.doesNotHaveDuplicates();
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@ParameterizedTest
	@ValueSource(strings = { "interrupt", "stop", "restart" })
	void sendWhenToBeRetriedAndACallerEndsItEnds(String action) {
		String agent = create("{}");
		String message = agent + "/messages/"
				+ retrying(agent, "#ignore-term\n#sleep 600", "Prefer", "respond-async").text("id");
		awaitTurn(message);
		assertThat(api().post(agent + "/" + action, null).status()).isEqualTo(200);
		assertThat(api().get(message).text("status")).isEqualTo("interrupted");
		assertThat(events(agent, "message.retrying")).isEmpty();
	}

	private Reply retrying(String agent, String text, String... headers) {
		return api().post(agent + "/messages",
				JsonMapper.shared().createObjectNode().put("message", text).put("on_interrupt", "retry").toString(),
				headers);
	}

	@Test
	void sendWhenNoProcessTakesItIsHandedOverAgainAndThenFails() {
		String agent = create("{}");
		api().message(agent, "before");
		Reply failed = api().message(agent, "#exit 3");
		assertThat(outcome(failed)).isEqualTo("failed process_exited");
		assertThat(events(agent, "message.redelivered")).hasSize(3);
		assertThat(events(agent, "message.failed")).hasSize(1);
		assertThat(executed("#exit 3")).isZero();
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("before");
		EventLogs.assertGapless(api(), agent);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#no-result", "#hang", "#stop-self\n#sleep 600" })
	void sendWhenTheTurnNeverEndsIsTimedOutAndTheNextOneRuns(String text) {
		String agent = create("{}");
		Reply late = api().post(agent + "/messages",
				JsonMapper.shared().createObjectNode().put("message", text).put("timeout", 1).toString());
		late.problem(504, "message_timed_out");
		assertThat(outcome(late)).isEqualTo("timed_out timeout");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		assertThat(processes(agent)).hasSize(1);
	}

	@Test
	void sendWhenTheTurnEndsTwiceIsAnsweredByTheFirst() {
		String agent = create("{}");
		List<CompletableFuture<Reply>> calls = List.of(meanwhile(() -> api().message(agent, "#two-results\n#reply a")),
				meanwhile(() -> api().message(agent, "#two-results\n#reply b")),
				meanwhile(() -> api().message(agent, "#two-results\n#reply c")));
		assertThat(calls).extracting((call) -> answer(call).text("response")).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(events(agent, "message.completed")).hasSize(3);
		assertThat(api().get(agent).body().at("/usage/cost_usd").doubleValue()).isEqualTo(0.003);
		assertThat(calls).allSatisfy((call) -> assertThat(answer(call).text("response"))
			.isEqualTo(answer(call).text("message").substring("#two-results\n#reply ".length())));
	}

	@Test
	void sendWhenTheTurnsEndComesAgainLaterChangesNothing() {
		String agent = create("{}");
		assertThat(api().message(agent, "#late-result 0.3\n#reply first").text("response")).isEqualTo("first");
		await("the late result").until(() -> events(agent, "claude.result").size() == 2);
		assertThat(state(agent)).isEqualTo("running idle");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@Test
	void sendWhenAnEarlierTurnsEndComesAgainBeforeItsTurnIsAnsweredByItsOwn() {
		String agent = create("{}");
		Reply first = api().message(agent, "#late-result 0.5\n#reply first");
		Signal.STOP.send(pid(agent));
		String second = api().messageAsync(agent, "#reply second");
		await("it is written").until(() -> api().get(second).text("status").equals("running"));
		Instant late = Instant.parse(first.text("finished_at")).plusMillis(700);
		await("the late result is due").until(() -> Instant.now().isAfter(late));
		Signal.CONT.send(pid(agent));
		assertThat(api().get(second + "?wait=30").text("response")).isEqualTo("second");
		assertThat(events(agent, "claude.result")).extracting((event) -> event.path("message_id").asString(""))
			.containsExactly(first.text("id"), "", id(second));
		assertThat(api().message(agent, "#reply third").text("response")).isEqualTo("third");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.1.197", "2.1.330" })
	void sendWhenAnEarlierTurnsEndComesAgainInTheMiddleOfItsTurnIsAnsweredByItsOwn(String version) {
		cli().settings("version=" + version);
		String agent = create("{}");
		Reply first = api().message(agent, "#late-result 0.7\n#reply first");
		Reply second = api().message(agent, "#tool ls\n#slow 4 400\n#reply second");
		assertThat(second.text("response")).isEqualTo("second");
		assertThat(events(agent, "claude.result")).extracting((event) -> event.path("message_id").asString(""))
			.containsExactly(first.text("id"), "", second.text("id"));
		assertThat(events(agent, "message.completed")).hasSize(2);
		assertThat(state(agent)).isEqualTo("running idle");
		assertThat(api().message(agent, "#reply third").text("response")).isEqualTo("third");
		assertThat(api().get(agent).body().at("/usage/cost_usd").doubleValue()).isEqualTo(0.003);
		assertThat(api().get(agent).body().at("/usage/output_tokens").intValue()).isEqualTo(21);
	}

	@Test
	void sendWhenAnEarlierFailuresEndComesAgainInTheMiddleOfItsTurnIsAnsweredByItsOwn() {
		String agent = create("{}");
		api().message(agent, "#reply zeroth");
		assertThat(outcome(api().message(agent, "#late-result 0.7\n#max-turns"))).isEqualTo("failed max_turns");
		Reply second = api().message(agent, "#slow 4 400\n#reply second");
		assertThat(second.text("response")).as(second.toString()).isEqualTo("second");
		assertThat(events(agent, "claude.result")).hasSize(4);
	}

	@Test
	void sendWhenTheCliHangsAfterTheTurnsEndIsAnsweredAndTheAgentRecovers() {
		String agent = create("{}");
		assertThat(api().message(agent, "#hang-after-result\n#reply done").text("response")).isEqualTo("done");
		Reply unread = api().post(agent + "/messages", json("{'message':'unread','timeout':1}"));
		unread.problem(504, "message_timed_out");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#ignore-term\n#sleep 600", "#ignore-term\n#fork-tree 3 3\n#sleep 600", "#hang",
			"#stop-self\n#sleep 600", "#leak-stdout 600\n#sleep 600" })
	void stopWhenTheCliResistsEndsEverythingInTime(String text) {
		String agent = create("{}");
		CompletableFuture<Reply> running = meanwhile(() -> api().message(agent, text));
		awaitState(agent, "running busy");
		if (text.contains("fork-tree")) {
			await("the tree").until(() -> processes(agent).size() == 40);
		}
		long begun = System.nanoTime();
		assertThat(api().post(agent + "/stop", null).status()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(STOP_BOUND);
		assertThat(processes(agent)).isEmpty();
		assertThat(outcome(answer(running))).isEqualTo("interrupted agent_stopped");
	}

	@Test
	void stopWhenTheTurnHasLeftProcessesEndsThem() {
		String agent = create("{}");
		assertThat(api().message(agent, "#fork-tree 3 2").text("response")).isEqualTo("forked 14");
		api().message(agent, "#leak-stdout 600");
		assertThat(processes(agent)).hasSize(16);
		assertThat(api().post(agent + "/stop", null).status()).isEqualTo(200);
		assertThat(processes(agent)).isEmpty();
	}

	@Test
	void sendWhenTheCliDoesNotKnowItsSessionGoesOnWithANewOneAndSaysSo() {
		String agent = create("{}");
		String lost = api().get(agent).text("session_id");
		api().message(agent, "the number is 42");
		kill(agent);
		awaitState(agent, "running hibernated");
		cli().settings("resume_missing=1");
		assertThat(api().message(agent, "#recall").text("response")).isEmpty();
		assertThat(events(agent, "agent.context_lost")).singleElement()
			.satisfies((event) -> assertThat(event.at("/data/session_id").stringValue()).isEqualTo(lost));
		cli().settings();
		kill(agent);
		awaitState(agent, "running hibernated");
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("#recall");
	}

	@Test
	void interruptBeforeTheFirstOutputEndsAProcessThatDoesNotListen() {
		String agent = create("{}");
		CompletableFuture<Reply> hanging = meanwhile(() -> api().message(agent, "#hang"));
		awaitState(agent, "running busy");
		Reply interrupted = api().post(agent + "/interrupt", null);
		assertThat(outcome(interrupted)).isEqualTo("interrupted interrupted");
		assertThat(answer(hanging).body()).isEqualTo(interrupted.body());
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

}
