package io.aaas.acceptance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What meets a busy agent: it waits and shows what for, is refused, or takes the place of
 * what runs.
 */
abstract class QueueContract extends LiveService {

	/** It takes the stop's whole time until such a turn has ended. */
	private static final String RESISTING = "#ignore-term\n#sleep 600";

	@Test
	void sendWhenTheAgentIsBusyAndItIsToBeRejectedStoresNothing() {
		String agent = create("{}");
		assertThat(send(agent, "first", "reject").text("response")).isEqualTo("echo: first");
		String running = occupy(agent);
		Inventory before = inventory();
		Reply refused = send(agent, "second", "reject");
		assertThat(refused.problem(409, "agent_busy").path("retryable").asBoolean()).isTrue();
		assertThat(inventory()).isEqualTo(before);
		String queued = api().messageAsync(agent, "third");
		api().post(running + "/cancel", null);
		assertThat(api().get(queued + "?wait=30").text("status")).isEqualTo("completed");
		assertThat(send(agent, "fourth", "reject").status()).isEqualTo(200);
		assertThat(executed("second")).isZero();
	}

	@Test
	void sendWhenTheAgentHibernatesOrAsksIsBusyOnlyIfATurnRuns() {
		String agent = create("{}");
		api().post(agent + "/hibernate", null);
		assertThat(send(agent, "wake up", "reject").text("response")).isEqualTo("echo: wake up");
		api().messageAsync(agent, "#ask Bash {}");
		awaitState(agent, "running waiting_approval");
		send(agent, "second", "reject").problem(409, "agent_busy");
		assertThat(send(agent, "now", "interrupt").text("response")).isEqualTo("echo: now");
		assertThat(api().get(agent + "/approvals").body().at("/data/0/status").stringValue()).isIn("denied", "expired");
	}

	@Test
	void sendWhenItInterruptsRunsNextAndTheOthersAfterIt() {
		String agent = create("{}");
		CompletableFuture<Reply> running = meanwhile(() -> api().message(agent, "give way\n" + ENDLESS));
		awaitTurn(agent + "/messages/" + awaitFirst(agent));
		String queued = api().messageAsync(agent, "queued");
		Reply urgent = send(agent, "urgent", "interrupt");
		assertThat(urgent.status()).as(urgent.toString()).isEqualTo(200);
		assertThat(urgent.text("response")).isEqualTo("echo: urgent");
		assertThat(outcome(answer(running))).isEqualTo("interrupted superseded");
		assertThat(answer(running).body().at("/error/retryable").booleanValue()).isTrue();
		assertThat(api().get(queued + "?wait=30").text("status")).isEqualTo("completed");
		assertThat(started(agent)).containsExactly(answer(running).text("id"), urgent.text("id"), id(queued));
		assertThat(api().message(agent, "#recall").text("response")).startsWith("give way").endsWith("urgent | queued");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void sendWhenSeveralInterruptTheLatestIsTheFirst() {
		String agent = create("{}");
		String running = api().messageAsync(agent, RESISTING);
		awaitTurn(running);
		String queued = api().messageAsync(agent, "queued");
		List<String> urgent = Stream.of("one", "two", "three")
			.map((text) -> agent + "/messages/" + send(agent, text, "interrupt", "Prefer", "respond-async").text("id"))
			.toList();
		assertThat(Stream.of(urgent.get(2), urgent.get(1), urgent.get(0), queued)
			.map((message) -> api().get(message).body().path("queue_position").asInt(0))).containsExactly(1, 2, 3, 4);
		assertThat(api().get(queued + "?wait=30").text("status")).isEqualTo("completed");
		assertThat(outcome(api().get(running))).isEqualTo("interrupted superseded");
		assertThat(started(agent)).containsExactly(id(running), id(urgent.get(2)), id(urgent.get(1)), id(urgent.get(0)),
				id(queued));
		assertThat(urgent)
			.allSatisfy((message) -> assertThat(api().get(message).text("status")).isEqualTo("completed"));
	}

	@Test
	void sendWhenTheAgentIsIdleInterruptsNothing() {
		String agent = create("{}");
		assertThat(send(agent, "hello", "interrupt").text("response")).isEqualTo("echo: hello");
		assertThat(events(agent, "message.interrupted")).isEmpty();
		api().post(agent + "/stop", null);
		send(agent, "hello", "interrupt").problem(409, "agent_stopped");
	}

	@Test
	void sendWhenTheQueueIsFullInterruptsNothing() {
		String agent = create("{}");
		String running = occupy(agent);
		for (int i = 0; i < 32; i++) {
			api().messageAsync(agent, "queued");
		}
		send(agent, "urgent", "interrupt").problem(429, "queue_full");
		assertThat(api().get(running).text("status")).isEqualTo("running");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			when_busy    | {'message':'x','when_busy':'later'}
			when_busy    | {'message':'x','when_busy':1}
			on_interrupt | {'message':'x','on_interrupt':'again'}
			""")
	void sendWhenAChoiceIsUnknownNamesIt(String field, String body) {
		String agent = create("{'auto_start':false}");
		assertThat(api().post(agent + "/messages", json(body)).problem(422, "invalid_field").path("field").asString())
			.isEqualTo(field);
	}

	// Seen from outside

	@Test
	void getWhenItWaitsShowsItsPlaceAndWhatFor() {
		String agent = create("{}");
		String running = occupy(agent);
		String first = api().messageAsync(agent, "first");
		Reply second = send(agent, "second", "queue", "Prefer", "respond-async");
		assertWaits(second.body(), 2, "turn", id(running));
		assertWaits(api().get(first).body(), 1, "turn", id(running));
		assertThat(api().get(running).body().get("queue_position").isNull()).isTrue();
		assertThat(api().get(running).body().get("waiting_for").isNull()).isTrue();
		JsonNode listed = api().get(agent + "/messages").body().get("data");
		assertWaits(listed.get(1), 1, "turn", id(running));
		assertWaits(listed.get(2), 2, "turn", id(running));
		api().post(first + "/cancel", null);
		assertWaits(api().get(second.header("Location")).body(), 1, "turn", id(running));
	}

	@Test
	void getWhenATurnAsksShowsThatSomebodyHasToAnswer() {
		String agent = create("{}");
		String asking = api().messageAsync(agent, "#ask Bash {}");
		awaitState(agent, "running waiting_approval");
		assertWaits(api().get(api().messageAsync(agent, "next")).body(), 1, "approval", id(asking));
	}

	@Test
	void getWhenTheProcessIsNotReadyShowsThat() {
		String agent = create("{}");
		api().post(agent + "/hibernate", null);
		cli().settings("start_delay_ms=1000");
		String message = api().messageAsync(agent, "wake up");
		assertWaits(api().get(message).body(), 1, "process", "");
		assertThat(api().get(message + "?wait=30").text("status")).isEqualTo("completed");
	}

	@Test
	void getWhenTheStartFailedShowsWhenItIsTriedAgain() {
		String agent = create("{}");
		api().post(agent + "/hibernate", null);
		cli().settings("start_exit=1");
		String message = api().messageAsync(agent, "wake up");
		await("a failed start")
			.until(() -> api().get(message).body().at("/waiting_for/reason").asString("").equals("back_off"));
		assertThat(api().get(message).body().at("/waiting_for/until").asString("")).isNotBlank();
		cli().settings();
		assertThat(api().get(message + "?wait=30").text("status")).isEqualTo("completed");
	}

	private static void assertWaits(JsonNode message, int position, String reason, String messageId) {
		assertThat(message.path("status").asString()).isEqualTo("queued");
		assertThat(message.path("queue_position").asInt(0)).as(message.toString()).isEqualTo(position);
		assertThat(message.at("/waiting_for/reason").asString("")).as(message.toString()).isEqualTo(reason);
		assertThat(message.at("/waiting_for/message_id").asString("")).isEqualTo(messageId);
	}

	private String awaitFirst(String agent) {
		await("a message").until(() -> api().get(agent + "/messages").body().at("/data/0").isObject());
		return api().get(agent + "/messages").body().at("/data/0/id").stringValue();
	}

	/** In the order the model saw them. */
	private List<String> started(String agent) {
		return events(agent, "message.started").stream().map((event) -> event.get("message_id").stringValue()).toList();
	}

	private Reply send(String agent, String text, String whenBusy, String... headers) {
		return api().post(agent + "/messages",
				JsonMapper.shared().createObjectNode().put("message", text).put("when_busy", whenBusy).toString(),
				headers);
	}

}
