package io.aaas.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import io.aaas.event.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits of the service itself, each set to a second or two.
 */
@TestPropertySource(properties = { "IDLE_TIMEOUT=1s", "QUEUE_TIMEOUT=1s", "MAX_WAIT=2s", "AGENT_TIMEOUT=4s",
		"APPROVAL_TIMEOUT=1s", "IDEMPOTENCY_KEY_LIFETIME=1s", "aaas.agent.streams.heartbeat=300ms",
		"aaas.agent.streams.silence=3s", "aaas.agent.streams.slow=1s" })
class ShortLimitsTests extends LiveService {

	@Autowired
	private EventLog eventLog;

	@Autowired
	private MeterRegistry metrics;

	@Test
	void idleWhenNobodyTalksHibernatesAndTheNextMessageWakes() {
		String agent = create("{}");
		api().message(agent, "the number is 42");
		long pid = pid(agent);
		awaitState(agent, "running hibernated");
		assertThat(processes(agent)).isEmpty();
		assertThat(events(agent, "agent.hibernated")).hasSize(1);
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("the number is 42");
		assertThat(pid(agent)).isNotEqualTo(pid);
		assertThat(api().get(agent).body().at("/usage/cost_usd").doubleValue()).isEqualTo(0.002);
		awaitState(agent, "running hibernated");
	}

	@Test
	void idleWhenATurnRunsIsNot() {
		String agent = create("{}");
		long pid = pid(agent);
		assertThat(api().message(agent, "#sleep 1.8\n#reply done").text("response")).isEqualTo("done");
		assertThat(pid(agent)).isEqualTo(pid);
		assertThat(events(agent, "agent.hibernated")).isEmpty();
	}

	@Test
	void sendWhenTheWaitIsTheLongestIsAccepted() {
		String agent = create("{}");
		Reply late = api().message(agent, "#sleep 3\n#reply done");
		assertThat(late.status()).as(late.toString()).isEqualTo(202);
		assertThat(late.header("Preference-Applied")).isEmpty();
		api().get(late.header("Location") + "?wait=3").problem(422, "invalid_field");
		await("its end").until(() -> api().get(late.header("Location") + "?wait=1").text("status").equals("completed"));
		assertThat(api().get(late.header("Location")).text("response")).isEqualTo("done");
	}

	@Test
	void sendWhenItWaitsTooLongInTheQueueIsTimedOut() {
		String agent = create("{}");
		occupy(agent);
		CompletableFuture<Reply> waiting = meanwhile(() -> api().message(agent, "never"));
		Reply late = answer(waiting);
		late.problem(504, "message_timed_out");
		assertThat(outcome(late)).isEqualTo("timed_out queue_timeout");
		assertThat(state(agent)).isEqualTo("running busy");
		assertThat(api().get(agent).body().get("queue_length").intValue()).isZero();
	}

	@Test
	void sendWhenItRunsAgainHasNotWaitedTooLong() {
		String agent = create("{}");
		String message = api()
			.post(agent + "/messages", json("{'message':'#sleep 1\\n#reply done','on_interrupt':'retry'}"), "Prefer",
					"respond-async")
			.header("Location");
		awaitTurn(message);
		cli().settings("start_delay_ms=1500");
		kill(agent);
		await("its end").until(() -> !api().get(message).body().get("finished_at").isNull());
		assertThat(api().get(message).text("response")).isEqualTo("done");
		assertThat(api().get(message).body().get("attempt").intValue()).isEqualTo(2);
	}

	@Test
	void sendWhenNobodySaysHowLongItMayRunIsTimedOutByTheService() {
		String agent = create("{}");
		String message = occupy(agent);
		await("its end").until(() -> !api().get(message).text("status").equals("running"));
		assertThat(outcome(api().get(message))).isEqualTo("timed_out timeout");
	}

	@Test
	void repeatWhenTheKeyIsTooOldIsANewRequestAndOldKeysAreRemoved() {
		Inventory before = inventory();
		String agent = create("{}");
		Reply first = keyed(agent);
		await("the old key is removed").until(() -> inventory().rows().getLast().equals(before.rows().getLast()));
		assertThat(keyed(agent).text("id")).isNotEqualTo(first.text("id"));
	}

	private Reply keyed(String agent) {
		return api().post(agent + "/messages", json("{'message':'hello'}"), "Idempotency-Key", "short");
	}

	@Test
	void askWhenNobodySaysHowLongIsDeniedByTheService() {
		String agent = create("{}");
		assertThat(api().message(agent, "#ask Bash {}").text("response")).isEqualTo("denied: Nobody answered in time");
	}

	@Test
	void socketWhenTheClientReadsButDoesNotAnswerIsCut() throws IOException {
		String agent = create("{}");
		double before = cuts();
		try (RawSocket silent = new RawSocket(base(), agent + "/ws");
				SocketClient alive = SocketClient.open(base() + agent + "/ws", TestHttp.KEY)) {
			CompletableFuture<String> heard = meanwhile(silent::rest);
			await("the cut").until(() -> cuts() == before + 1);
			assertThat(answer(heard)).contains("heartbeat");
			alive.send("{'type': 'ping', 'request_id': 'here'}");
			assertThat(alive.answer("here").get("event").stringValue()).isEqualTo("pong");
		}
	}

	@Test
	void streamAndSocketWhenTheClientIsTooSlowAreToldSoAndEnded() throws IOException {
		String agent = create("{}");
		double before = cuts();
		try (RawSocket stream = RawSocket.stream(base(), agent + "/events");
				RawSocket socket = new RawSocket(base(), agent + "/ws")) {
			await("both").until(() -> this.eventLog.subscribers() == 2);
			assertThat(api().message(agent, "#flood-out 8m").text("status")).isEqualTo("completed");
			// They have waited in a write since then at least, for longer than they may.
			await("their time is up").pollDelay(Duration.ofMillis(1100)).until(() -> true);
			CompletableFuture<String> frames = meanwhile(socket::rest);
			assertThat(answer(meanwhile(stream::rest))).contains("\nevent: stream.lagged\ndata: {");
			String closed = new String(new char[] { 0x88, 2, 1013 >> 8, 1013 & 0xff });
			assertThat(answer(frames)).contains("{\"event\":\"stream.lagged\",\"data\":{").endsWith(closed);
			assertThat(cuts()).isEqualTo(before + 2);
		}
	}

	private double cuts() {
		return this.metrics.get("aaas.streams.cut").counter().count();
	}

}
