package io.aaas.acceptance;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.aaas.acceptance.Api.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that is repeated under its {@code Idempotency-Key} is done once, and answered
 * from what it made.
 */
abstract class IdempotencyContract extends LiveService {

	private static final String ASK = "#ask Bash {\"command\":\"ls\"}";

	private final String key = UUID.randomUUID().toString();

	// Messages

	@Test
	void sendWhenAHundredSendItAtOnceRunsOnceAndAnswersAllAlike() {
		String agent = create("{}");
		List<Reply> replies = together(100, () -> send(agent, "#sleep 0.2\n#reply once"));
		assertThat(replies).hasSize(100).allSatisfy((reply) -> {
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.text("response")).isEqualTo("once");
			assertThat(reply.body()).isEqualTo(replies.getFirst().body());
		});
		assertThat(executed("#sleep 0.2\n#reply once")).isEqualTo(1);
		assertThat(api().get(agent).body().get("messages_count").intValue()).isEqualTo(1);
		assertThat(events(agent, "message.queued")).hasSize(1);
	}

	@Test
	void sendWhenRepeatedIsAnsweredByTheMessageAsItIsThen() {
		String agent = create("{}");
		Reply first = send(agent, "#sleep 1\n#reply done", "Prefer", "respond-async");
		assertThat(first.status()).isEqualTo(202);
		Reply again = send(agent, "#sleep 1\n#reply done", "Prefer", "respond-async");
		assertThat(again.status()).isEqualTo(202);
		assertThat(again.header("Location")).isEqualTo(first.header("Location"));
		Reply waited = send(agent, "#sleep 1\n#reply done");
		assertThat(waited.status()).isEqualTo(200);
		assertThat(waited.text("id")).isEqualTo(first.text("id"));
		assertThat(waited.text("response")).isEqualTo("done");
		Reply late = send(agent, "#sleep 1\n#reply done", "Prefer", "respond-async");
		assertThat(late.status()).isEqualTo(200);
		assertThat(late.body()).isEqualTo(waited.body());
		assertThat(api().get(agent).body().get("messages_count").intValue()).isEqualTo(1);
	}

	@Test
	void sendWhenItFailedIsAnsweredWithTheFailureAgain() {
		String agent = create("{}");
		String text = "#api-error 529\n" + agent;
		Reply first = send(agent, text);
		first.problem(502, "turn_failed");
		assertThat(send(agent, text).body().get("message")).isEqualTo(first.body().get("message"));
		assertThat(executed(text)).isEqualTo(1);
	}

	@Test
	void sendWhenTheAgentIsStoppedSinceIsAnsweredAllTheSame() {
		String agent = create("{}");
		Reply first = send(agent, "hello");
		api().post(agent + "/stop", null);
		assertThat(send(agent, "hello").body()).isEqualTo(first.body());
		api().delete(agent);
		send(agent, "hello").problem(404, "agent_not_found");
	}

	@Test
	void sendWhenItWasRefusedIsTriedAnew() {
		String agent = create("{'auto_start':false}");
		send(agent, "hello").problem(409, "agent_stopped");
		api().post(agent + "/start", null);
		Reply sent = send(agent, "hello");
		assertThat(sent.text("response")).isEqualTo("echo: hello");
		assertThat(send(agent, "hello").body()).isEqualTo(sent.body());
		assertThat(api().get(agent).body().get("messages_count").intValue()).isEqualTo(1);
	}

	@Test
	void sendWhenTheKeyWasUsedForAnotherRequestIsRefused() {
		String agent = create("{}");
		String other = create("{'auto_start':false}");
		send(agent, "hello");
		String used = "idempotency_key_reused";
		assertThat(send(agent, "another").problem(422, used).path("field").asString()).isEqualTo("Idempotency-Key");
		send(other, "hello").problem(422, used);
		post(agent + "/stop", null).problem(422, used);
		post("/api/v1/agents", "{}").problem(422, used);
		post(agent + "/messages", json("{'message':'hello','timeout':5}")).problem(422, used);
		assertThat(post(agent + "/messages", json("{ 'context' : null, 'message' : 'hello' }")).status())
			.isEqualTo(200);
		assertThat(api().post(agent + "/messages", json("{'message':'hello'}")).text("response"))
			.isEqualTo("echo: hello");
		assertThat(api().get(agent).body().get("messages_count").intValue()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a\tb", "256" })
	void sendWhenTheKeyHasNoFormOfOneIsRefused(String text) {
		String agent = create("{'auto_start':false}");
		Reply refused = api().post(agent + "/messages", json("{'message':'hello'}"), "Idempotency-Key",
				text.equals("256") ? "x".repeat(256) : text);
		assertThat(refused.problem(422, "invalid_field").path("field").asString()).isEqualTo("Idempotency-Key");
	}

	@Test
	void cancelWhenRepeatedLeavesTheNextOneAlone() {
		String agent = create("{}");
		String running = occupy(agent);
		String queued = api().messageAsync(agent, "never");
		Reply cancelled = post(queued + "/cancel", null);
		assertThat(outcome(cancelled)).isEqualTo("cancelled cancelled");
		assertThat(post(queued + "/cancel", null).body()).isEqualTo(cancelled.body());
		api().post(queued + "/cancel", null).problem(409, "wrong_state");
		String other = UUID.randomUUID().toString();
		Reply interrupted = api().post(running + "/cancel", null, "Idempotency-Key", other);
		assertThat(outcome(interrupted)).isEqualTo("interrupted interrupted");
		assertThat(api().post(running + "/cancel", null, "Idempotency-Key", other).body())
			.isEqualTo(interrupted.body());
	}

	@ParameterizedTest
	@ValueSource(strings = { ENDLESS, "#ignore-term\n#sleep 600" })
	void interruptWhenRepeatedLeavesTheNextOneAlone(String text) {
		String agent = create("{}");
		awaitTurn(api().messageAsync(agent, text));
		String next = api().messageAsync(agent, ENDLESS);
		Reply interrupted = post(agent + "/interrupt", null);
		assertThat(outcome(interrupted)).isEqualTo("interrupted interrupted");
		awaitTurn(next);
		assertThat(post(agent + "/interrupt", null).body()).isEqualTo(interrupted.body());
		assertThat(api().get(next).text("status")).isEqualTo("running");
	}

	// Approvals

	@ParameterizedTest
	@CsvSource({ "allow, allowed", "deny, denied" })
	void decideWhenRepeatedIsAnsweredAlike(String decision, String status) {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		awaitState(agent, "running waiting_approval");
		String approval = agent + "/approvals/"
				+ api().get(agent + "/approvals?status=pending").body().at("/data/0/id").stringValue();
		List<Reply> decided = together(5, () -> post(approval, json("{'decision':'" + decision + "'}")));
		assertThat(decided).allSatisfy((reply) -> {
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.text("status")).isEqualTo(status);
			assertThat(reply.text("decided_at")).isEqualTo(decided.getFirst().text("decided_at"));
		});
		assertThat(answer(asking).text("response")).startsWith(status + ": ");
		assertThat(post(approval, json("{'decision':'" + decision + "'}")).text("status")).isEqualTo(status);
		api().post(approval, json("{'decision':'" + decision + "'}")).problem(409, "approval_closed");
		post(approval, json("{'answers':{}}")).problem(422, "idempotency_key_reused");
	}

	// Agents

	@Test
	void createWhenManyCreateAtOnceMakesOneAgent() {
		int before = found("").size();
		List<Reply> replies = together(20, () -> post("/api/v1/agents", json("{'name':'one','labels':{'a':'b'}}")));
		mine(replies.getFirst().text("endpoint"));
		assertThat(replies).allSatisfy((reply) -> {
			assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
			assertThat(reply.body()).isEqualTo(replies.getFirst().body());
			assertThat(reply.header("Location")).isEqualTo(reply.text("endpoint"));
			assertThat(reply.text("status")).isEqualTo("running");
		});
		assertThat(found("")).hasSize(before + 1);
		api().patch(replies.getFirst().text("endpoint"), json("{'name':'renamed'}"));
		assertThat(post("/api/v1/agents", json("{'labels':{'a':'b'},'name':'one'}")).text("name")).isEqualTo("renamed");
	}

	@Test
	void createWhenTheStartFailsLeavesTheKeyFree() {
		Inventory before = inventory();
		cli().settings("start_exit=1", "start_stderr=broken");
		List<Reply> failed = together(3, () -> post("/api/v1/agents", "{}"));
		assertThat(failed).allSatisfy((reply) -> reply.problem(503, "agent_start_failed"));
		assertThat(inventory()).isEqualTo(before);
		cli().settings();
		Reply created = post("/api/v1/agents", "{}");
		assertThat(created.status()).as(created.toString()).isEqualTo(201);
		mine(created.text("endpoint"));
		assertThat(post("/api/v1/agents", "{}").text("id")).isEqualTo(created.text("id"));
	}

	@Test
	void createWhenTheAgentIsDeletedSinceIsNotDoneAgain() {
		String agent = post("/api/v1/agents", json("{'auto_start':false}")).text("endpoint");
		api().delete(agent);
		post("/api/v1/agents", json("{'auto_start':false}")).problem(404, "agent_not_found");
	}

	@Test
	void queryWhenRepeatedIsAnsweredWithTheSameMessage() {
		String body = json("{'message':'#sleep 0.2\\n#reply asked once'}");
		List<Reply> replies = together(10, () -> post("/api/v1/query", body));
		assertThat(replies).allSatisfy((reply) -> {
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.body()).isEqualTo(replies.getFirst().body());
		});
		assertThat(post("/api/v1/query", body).body()).isEqualTo(replies.getFirst().body());
		assertThat(executed("#sleep 0.2\n#reply asked once")).isEqualTo(1);
		assertThat(found("?q=query")).isEmpty();
		post("/api/v1/query", json("{'message':'another'}")).problem(422, "idempotency_key_reused");
	}

	// Life cycle

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			stop      | running idle       | start     | running idle
			start     | stopped            | stop      | stopped
			hibernate | running idle       | start     | running idle
			start     | running hibernated | hibernate | running hibernated
			start     | running idle       | stop      | stopped
			stop      | stopped            | start     | running idle
			hibernate | running hibernated | start     | running idle
			""")
	void actWhenRepeatedIsNotDoneAgain(String action, String state, String reverse, String then) {
		String agent = create(state.equals("stopped") ? "{'auto_start':false}" : "{}");
		if (state.equals("running hibernated")) {
			api().post(agent + "/hibernate", null);
		}
		assertThat(state(agent)).isEqualTo(state);
		assertThat(post(agent + "/" + action, null).status()).isEqualTo(200);
		assertThat(api().post(agent + "/" + reverse, null).status()).isEqualTo(200);
		Reply again = post(agent + "/" + action, null);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.body()).isEqualTo(api().get(agent).body());
		assertThat(state(agent)).isEqualTo(then);
	}

	@Test
	void restartWhenRepeatedKeepsTheProcess() {
		String agent = create("{}");
		long before = pid(agent);
		Reply restarted = post(agent + "/restart", null);
		assertThat(restarted.body().get("pid").longValue()).isNotEqualTo(before);
		assertThat(post(agent + "/restart", null).body()).isEqualTo(restarted.body());
		assertThat(processes(agent)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "restart" })
	void actWhenItStillRunsIsInProgress(String action) {
		String agent = create("{'auto_start':false}");
		cli().settings("start_delay_ms=1500");
		CompletableFuture<Reply> first = meanwhile(() -> post(agent + "/" + action, null));
		awaitState(agent, "starting");
		Reply refused = post(agent + "/" + action, null);
		refused.problem(409, "request_in_progress");
		assertThat(refused.header("Retry-After")).matches("\\d+");
		post(agent + "/stop", null).problem(422, "idempotency_key_reused");
		assertThat(answer(first).text("status")).isEqualTo("running");
		assertThat(post(agent + "/" + action, null).body()).isEqualTo(answer(first).body());
	}

	@Test
	void stopWhenTheTurnIsInterruptedByItCountsForTheKey() {
		String agent = create("{}");
		String running = occupy(agent);
		Reply stopped = post(agent + "/stop", null);
		assertThat(stopped.text("status")).isEqualTo("stopped");
		assertThat(outcome(api().get(running))).isEqualTo("interrupted agent_stopped");
		api().post(agent + "/start", null);
		assertThat(post(agent + "/stop", null).text("status")).isEqualTo("running");
	}

	private Reply send(String agent, String text, String... headers) {
		String body = JsonMapper.shared().createObjectNode().put("message", text).toString();
		return post(agent + "/messages", body, headers);
	}

	/** Under the test's key. */
	private Reply post(String path, @Nullable String body, String... headers) {
		String[] all = new String[headers.length + 2];
		System.arraycopy(headers, 0, all, 2, headers.length);
		all[0] = "Idempotency-Key";
		all[1] = this.key;
		return api().post(path, body, all);
	}

	private List<Reply> together(int count, Supplier<Reply> call) {
		List<CompletableFuture<Reply>> calls = IntStream.range(0, count).mapToObj((i) -> meanwhile(call)).toList();
		return calls.stream().map(LiveService::answer).toList();
	}

}
