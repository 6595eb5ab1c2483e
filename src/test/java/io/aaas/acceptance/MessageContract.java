package io.aaas.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages: sent, waited for, interrupted, and ended in exactly one way.
 */
abstract class MessageContract extends LiveService {

	// Sending

	@Test
	void sendAnswersWithTheFinishedMessage() {
		String agent = create("{}");
		Reply reply = api().message(agent, "hello");
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(reply.text("status")).isEqualTo("completed");
		assertThat(reply.text("message")).isEqualTo("hello");
		assertThat(reply.text("response")).isEqualTo("echo: hello");
		assertThat(reply.body().get("error").isNull()).isTrue();
		assertThat(reply.body().get("attempt").intValue()).isEqualTo(1);
		assertThat(reply.body().at("/usage/output_tokens").intValue()).isEqualTo(7);
		assertThat(reply.body().at("/usage/cost_usd").doubleValue()).isEqualTo(0.001);
		assertThat(reply.text("finished_at")).isGreaterThanOrEqualTo(reply.text("started_at"));
		assertThat(reply.text("started_at")).isGreaterThanOrEqualTo(reply.text("created_at"));
		assertThat(api().get(agent + "/messages/" + reply.text("id")).body()).isEqualTo(reply.body());
		assertThat(api().get(agent + "/messages").body().at("/data/0")).isEqualTo(reply.body());
		assertThat(EventLogs.types(api(), agent)).containsSubsequence("agent.created", "agent.started",
				"message.queued", "message.started", "claude.system", "claude.assistant", "claude.result",
				"message.completed");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void sendWhenNotToWaitIsAccepted() {
		String agent = create("{}");
		Reply reply = send(agent, "'#sleep 600'", "Prefer", "respond-async");
		assertThat(reply.status()).isEqualTo(202);
		assertThat(reply.header("Location")).isEqualTo(agent + "/messages/" + reply.text("id"));
		assertThat(reply.header("Preference-Applied")).isEqualTo("respond-async");
		assertThat(reply.text("status")).isIn("queued", "running");
		assertThat(api().get(reply.header("Location") + "?wait=1").text("status")).isEqualTo("running");
		assertThat(outcome(api().post(reply.header("Location") + "/cancel", null)))
			.isEqualTo("interrupted interrupted");
	}

	@Test
	void sendWhenTheWaitIsOverIsAccepted() {
		String agent = create("{}");
		Reply late = send(agent, "'#sleep 600'", "Prefer", "wait=1");
		assertThat(late.status()).isEqualTo(202);
		assertThat(late.header("Location")).isEqualTo(agent + "/messages/" + late.text("id"));
		assertThat(late.header("Preference-Applied")).isEqualTo("wait=1");
		assertThat(late.text("status")).isEqualTo("running");
		api().post(late.header("Location") + "/cancel", null);
		Reply early = send(agent, "'hello'", "Prefer", "respond-async, wait=30");
		assertThat(early.status()).isEqualTo(200);
		assertThat(early.text("response")).isEqualTo("echo: hello");
		assertThat(send(agent, "'hello'", "Prefer", "wait=soon").problem(422, "invalid_field").path("field").asString())
			.isEqualTo("Prefer");
		assertThat(send(agent, "'hello'", "Prefer", "handling=lenient").status()).isEqualTo(200);
	}

	@Test
	void sendWhenThereAreBlocksAndAContextGivesTheModelAllOfIt() {
		String agent = create("{}");
		Reply blocks = send(agent,
				"[{'type':'text','text':'look'},{'type':'image','source':{'type':'url','url':'https://example.org/a.png'}}]");
		assertThat(blocks.text("response")).isEqualTo("echo: look\n[image]");
		Reply context = api().post(agent + "/messages", json("{'message':'hello','context':{'user':'Zoë','n':[1,2]}}"));
		assertThat(context.text("response")).startsWith("echo: <context>")
			.contains("\"user\" : \"Zoë\"")
			.endsWith("</context>\n\nhello");
		assertThat(context.text("message")).isEqualTo("hello");
		assertThat(context.body().at("/context/user").stringValue()).isEqualTo("Zoë");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			message           | {}
			message           | {'message':null}
			message           | {'message':''}
			message           | {'message':' \\n\\t'}
			message           | {'message':[]}
			message           | {'message':5}
			message           | {'message':{'text':'x'}}
			message[0].type   | {'message':['x']}
			message[0].type   | {'message':[{'text':'x'}]}
			message[1].text   | {'message':[{'type':'text','text':'x'},{'type':'text','text':' '}]}
			message[0].text   | {'message':[{'type':'text','text':5}]}
			message[0].source | {'message':[{'type':'image'}]}
			message[0].type   | {'message':[{'type':'tool_result'}]}
			timeout           | {'message':'x','timeout':0}
			timeout           | {'message':'x','timeout':'1'}
			timeout           | {'message':'x','timeout':999999999}
			""")
	void sendWhenAFieldIsWrongNamesItAndSendsNothing(String field, String body) {
		String agent = create("{'auto_start':false}");
		JsonNode problem = api().post(agent + "/messages", json(body)).problem(422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
		assertThat(api().get(agent).body().get("messages_count").intValue()).isZero();
	}

	@Test
	void sendWhenAFieldIsUnknownNamesIt() {
		String agent = create("{'auto_start':false}");
		assertThat(api().post(agent + "/messages", json("{'message':'x','mesage':'y'}"))
			.problem(422, "unknown_field")
			.path("field")
			.asString()).isEqualTo("mesage");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/clear", "nul \0 in the text", "Zażółć gęślą jaźń 漢字 😀", "a\r\nb\u2028c\td" })
	void sendWhenTheTextIsOddIsAnsweredAsText(String text) {
		String agent = create("{}");
		Reply reply = api().message(agent, text);
		assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
		assertThat(reply.text("response"))
			.isEqualTo("echo: " + (text.startsWith("/") ? " " : "") + text.replace("\0", ""));
		assertThat(reply.text("message").replace("\0", "")).isEqualTo(text.replace("\0", ""));
	}

	@Test
	void sendWhenThirtyComeAtOnceAnswersEachInOrder() {
		String agent = create("{}");
		List<CompletableFuture<Reply>> calls = IntStream.range(0, 30)
			.mapToObj((i) -> meanwhile(() -> api().message(agent, "burst " + i)))
			.toList();
		for (int i = 0; i < calls.size(); i++) {
			assertThat(answer(calls.get(i)).text("response")).isEqualTo("echo: burst " + i);
		}
		// Each has its own answer; and they ran in the order they were accepted.
		assertThat(ids(agent, "message.queued")).hasSize(30)
			.isEqualTo(ids(agent, "message.started"))
			.isEqualTo(ids(agent, "message.completed"));
		assertThat(api().get(agent).body().get("messages_count").intValue()).isEqualTo(30);
		assertThat(api().get(agent).body().at("/usage/cost_usd").doubleValue()).isEqualTo(0.03);
		assertThat(pagedMessages(agent)).isEqualTo(ids(agent, "message.queued"));
		EventLogs.assertGapless(api(), agent);
	}

	private List<String> ids(String agent, String type) {
		return events(agent, type).stream().map((event) -> event.get("message_id").stringValue()).toList();
	}

	private List<String> pagedMessages(String agent) {
		List<String> ids = new ArrayList<>();
		String cursor = "";
		do {
			JsonNode page = api().get(agent + "/messages?status=completed&limit=7" + cursor).body();
			page.get("data").forEach((message) -> ids.add(message.get("id").stringValue()));
			cursor = page.get("has_more").booleanValue() ? "&cursor=" + page.get("next_cursor").stringValue() : "";
		}
		while (!cursor.isEmpty());
		return ids;
	}

	@Test
	void sendWhenTheQueueIsFullIsRefused() {
		String agent = create("{}");
		String running = occupy(agent);
		for (int i = 0; i < 32; i++) {
			api().messageAsync(agent, "queued " + i);
		}
		Reply refused = api().message(agent, "one too many");
		assertThat(refused.problem(429, "queue_full").path("limit").asInt()).isEqualTo(32);
		assertThat(refused.header("Retry-After")).matches("\\d+");
		assertThat(api().get(agent).body().get("queue_length").intValue()).isEqualTo(32);
		api().post(running + "/cancel", null);
		await("the queue has run").untilAsserted(() -> assertThat(events(agent, "message.completed")).hasSize(32));
	}

	@Test
	void sendWhenTheClientGoesAwayRunsAllTheSame() throws IOException {
		String agent = create("{}");
		String body = json("{'message':'#sleep 1\\n#reply done'}");
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(base()).getPort())) {
			socket.getOutputStream()
				.write(("POST " + agent + "/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " + TestHttp.KEY
						+ "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
					.getBytes(StandardCharsets.UTF_8));
			awaitState(agent, "running busy");
		}
		String message = api().get(agent + "/messages").body().at("/data/0/id").stringValue();
		Reply reply = api().get(agent + "/messages/" + message + "?wait=30");
		assertThat(reply.text("status")).isEqualTo("completed");
		assertThat(reply.text("response")).isEqualTo("done");
	}

	// Ending early

	@Test
	void cancelWhenQueuedNeverRuns() {
		String agent = create("{}");
		String running = occupy(agent);
		CompletableFuture<Reply> waiting = meanwhile(() -> api().message(agent, "never"));
		await("it waits").until(() -> api().get(agent).body().get("queue_length").intValue() == 1);
		String queued = api().get(agent + "/messages?status=queued").body().at("/data/0/id").stringValue();
		Reply cancelled = api().post(agent + "/messages/" + queued + "/cancel", null);
		assertThat(cancelled.status()).isEqualTo(200);
		assertThat(outcome(cancelled)).isEqualTo("cancelled cancelled");
		assertThat(answer(waiting).status()).isEqualTo(200);
		assertThat(answer(waiting).body()).isEqualTo(cancelled.body());
		assertThat(cancelled.body().get("started_at").isNull()).isTrue();
		assertThat(outcome(api().post(running + "/cancel", null))).isEqualTo("interrupted interrupted");
		api().post(agent + "/messages/" + queued + "/cancel", null).problem(409, "wrong_state");
		api().post(running + "/cancel", null).problem(409, "wrong_state");
		api().post(agent + "/messages/nope/cancel", null).problem(404, "message_not_found");
		api().get(agent + "/messages/nope").problem(404, "message_not_found");
		assertThat(executed("never")).isZero();
	}

	@Test
	void interruptInMidStreamKeepsTheProcessAndWhatWasSaid() {
		String agent = create("{}");
		long pid = pid(agent);
		String message = api().messageAsync(agent, "#tool ls\n#slow 100 100");
		await("the tool's result").until(() -> !events(agent, "claude.tool_result").isEmpty());
		await("some deltas").until(() -> spool(agent).contains("text_delta"));
		Reply interrupted = api().post(agent + "/interrupt", null);
		assertThat(interrupted.status()).isEqualTo(200);
		assertThat(interrupted.text("id")).isEqualTo(id(message));
		assertThat(outcome(interrupted)).isEqualTo("interrupted interrupted");
		assertThat(interrupted.text("response")).startsWith("e");
		assertThat(interrupted.body().at("/error/retryable").booleanValue()).isTrue();
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		assertThat(pid(agent)).isEqualTo(pid);
		api().post(agent + "/interrupt", null).problem(409, "nothing_running");
	}

	@Test
	void sendWhenItRunsPastItsTimeoutIsTimedOutAndTheNextOneRuns() {
		String agent = create("{}");
		Reply late = api().post(agent + "/messages", json("{'message':'#sleep 600','timeout':1}"));
		JsonNode problem = late.problem(504, "message_timed_out");
		assertThat(outcome(late)).isEqualTo("timed_out timeout");
		assertThat(problem.at("/message/agent_id").asString()).isEqualTo(id(agent));
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@Test
	void sendWhenItRunsPastTheAgentsTimeoutIsTimedOut() {
		String agent = create("{'config':{'message_timeout':1}}");
		assertThat(outcome(api().message(agent, ENDLESS))).isEqualTo("timed_out timeout");
		api().patch(agent, json("{'config':{'message_timeout':60}}"));
		assertThat(api().message(agent, "#sleep 1.5\n#reply done").text("response")).isEqualTo("done");
	}

	// What the model's API does

	@ParameterizedTest
	@CsvSource({ "400, false", "401, false", "429, true", "500, true", "529, true" })
	void sendWhenTheModelsApiFailsTellsWhetherToRetry(int status, boolean retryable) {
		String agent = create("{}");
		api().message(agent, "before");
		Reply failed = api().message(agent, "#api-error " + status);
		failed.problem(502, "turn_failed");
		assertThat(outcome(failed)).isEqualTo("failed api_error");
		assertThat(failed.body().at("/message/error/retryable").booleanValue()).isEqualTo(retryable);
		assertThat(failed.body().at("/message/error/detail").stringValue()).contains(Integer.toString(status));
		assertThat(failed.body().at("/message/response").isNull()).isTrue();
		Reply next = api().message(agent, "#recall");
		assertThat(next.text("status")).as(next.toString()).isEqualTo("completed");
		assertThat(next.text("response")).startsWith("before");
	}

	@Test
	void sendWhenTheModelsApiIsTriedAgainShowsIt() {
		String agent = create("{}");
		assertThat(api().message(agent, "#api-retry 3\n#reply at last").text("response")).isEqualTo("at last");
		assertThat(events(agent, "claude.api_retry")).hasSize(3);
	}

	@Test
	void sendWhenTheTurnReachesItsLimitFails() {
		String agent = create("{}");
		Reply failed = api().message(agent, "#max-turns");
		assertThat(outcome(failed)).isEqualTo("failed max_turns");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@Test
	void sendWhenTheCliStartsATurnByItselfIsAnsweredByItsOwn() {
		String agent = create("{}");
		// Queued, so that each is handed over when the turn nobody asked for may begin.
		List<String> messages = IntStream.range(0, 30)
			.mapToObj((i) -> api().messageAsync(agent, "#unsolicited " + (i % 4) + "\n#reply " + i))
			.toList();
		for (int i = 0; i < messages.size(); i++) {
			assertThat(api().get(messages.get(i) + "?wait=30").text("response")).isEqualTo(Integer.toString(i));
		}
		EventLogs.assertGapless(api(), agent);
	}

	private Reply send(String agent, String content, String... headers) {
		return api().post(agent + "/messages", json("{'message':" + content + "}"), headers);
	}

}
