package io.aaas.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;

import io.aaas.TestHttp;
import io.aaas.event.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An agent's WebSocket: the same events as the stream has, and what a client may ask.
 */
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "server.tomcat.connection-timeout=2s" })
class EventSocketTests extends LiveService {

	@Autowired
	private EventLog eventLog;

	@Autowired
	private MeterRegistry metrics;

	@Test
	void socketTellsWhatIsThereAndThenWhatComes() {
		String agent = create("{}");
		api().message(agent, "😀".repeat(9_000) + " and " + "x".repeat(20_000));
		try (SocketClient socket = open(agent, "")) {
			assertThat(socket.next()).hasToString("{\"id\":\"0\",\"event\":\"heartbeat\"}");
			List<JsonNode> frames = socket.until("message.completed");
			api().messageAsync(agent, "two");
			frames.addAll(socket.until("message.completed"));
			assertThat(frames.stream().map((frame) -> frame.get("data"))).isEqualTo(EventLogs.read(api(), agent));
			assertThat(frames).allSatisfy((frame) -> {
				assertThat(frame.get("id").stringValue()).isEqualTo(frame.at("/data/seq").toString());
				assertThat(frame.get("event")).isEqualTo(frame.at("/data/type"));
			});
		}
	}

	@Test
	void socketGoesOnBehindAndTellsAFilteredReaderWhereItIs() {
		String agent = create("{}");
		api().message(agent, "one");
		List<JsonNode> all = EventLogs.read(api(), agent);
		String last = all.getLast().get("seq").toString();
		try (SocketClient socket = open(agent, "?after=3"); SocketClient some = open(agent, "?types=agent.created")) {
			assertThat(socket.until("message.completed").stream().map((frame) -> frame.get("data")))
				.isEqualTo(all.subList(3, all.size()));
			assertThat(some.until((frame) -> last.equals(frame.path("id").asString("")))).hasSize(1);
		}
	}

	@Test
	void socketTellsTheAnswerWhileItComes() {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "?deltas=true")) {
			socket.send("{'type': 'send', 'message': '#slow 6 60\\n#reply Zażółć 漢字 😀 gęślą'}");
			List<JsonNode> deltas = socket.until("message.completed")
				.stream()
				.filter((frame) -> frame.get("event").stringValue().equals("delta"))
				.toList();
			assertThat(deltas).hasSizeGreaterThan(2).allSatisfy((delta) -> assertThat(delta.has("id")).isFalse());
			assertThat(
					deltas.stream().map((delta) -> delta.at("/data/text").stringValue()).collect(Collectors.joining()))
				.isEqualTo("Zażółć 漢字 😀 gęślą");
		}
	}

	@Test
	void socketEndsWithTheAgent() {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "")) {
			api().delete(agent);
			assertThat(socket.rest().getLast().get("event").stringValue()).isEqualTo("agent.deleted");
			assertThat(socket.status()).isEqualTo(1000);
		}
	}

	@Test
	void sendIsDoneOnceUnderAKey() {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "?types=message.completed")) {
			String send = "{'type': 'send', 'request_id': '%s', 'idempotency_key': 'socket-once', 'message': 'socket once'}";
			socket.send(send.formatted("a"));
			JsonNode reply = socket.answer("a");
			assertThat(reply.get("event").stringValue()).isEqualTo("reply");
			String message = reply.at("/data/id").stringValue();
			assertThat(api().get(agent + "/messages/" + message + "?wait=30").text("response"))
				.isEqualTo("echo: socket once");
			socket.send(send.formatted("b"));
			JsonNode again = socket.answer("b");
			assertThat(again.at("/data/id").stringValue()).isEqualTo(message);
			assertThat(again.at("/data/status").stringValue()).isEqualTo("completed");
			assertThat(api()
				.post(agent + "/messages", json("{'message': 'socket once'}"), "Idempotency-Key", "socket-once")
				.text("id")).as("as the call of this name").isEqualTo(message);
			socket.send(send.formatted("c").replace("socket once", "another"));
			assertProblem(socket.answer("c"), 422, "idempotency_key_reused", "Idempotency-Key");
			assertThat(executed("socket once")).isOne();
		}
	}

	@Test
	void interruptEndsWhatRuns() {
		String agent = create("{}");
		String running = occupy(agent);
		try (SocketClient socket = open(agent, "?after=3")) {
			socket.send("{'type': 'interrupt', 'request_id': 'stop it'}");
			JsonNode problem = socket.until("problem").getLast();
			assertProblem(problem, 422, "invalid_field", "request_id");
			socket.send("{'type': 'interrupt', 'request_id': 'stop-it'}");
			JsonNode reply = socket.answer("stop-it");
			assertThat(reply.at("/data/id").stringValue()).isEqualTo(id(running));
			assertThat(reply.at("/data/status").stringValue()).isEqualTo("interrupted");
			socket.send("{'type': 'interrupt', 'request_id': 'again'}");
			assertProblem(socket.answer("again"), 409, "nothing_running", null);
		}
	}

	@Test
	void decideAnswersAQuestion() {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "")) {
			socket.send("{'type': 'send', 'message': '#ask Bash {\\\"command\\\":\\\"ls\\\"}'}");
			JsonNode asked = socket.until("approval.requested").getLast();
			String decide = "{'type': 'decide', 'request_id': '%s', 'approval_id': '"
					+ asked.at("/data/data/approval_id").asString("") + "', 'decision': '%s'}";
			socket.send(decide.formatted("perhaps", "perhaps"));
			assertProblem(socket.answer("perhaps"), 422, "invalid_field", "decision");
			socket.send(decide.formatted("yes", "allow"));
			List<JsonNode> rest = socket.until((frame) -> frame.get("event").stringValue().equals("message.completed"));
			assertThat(rest).anySatisfy((frame) -> {
				assertThat(frame.path("request_id").asString("")).isEqualTo("yes");
				assertThat(frame.at("/data/status").stringValue()).isEqualTo("allowed");
			});
			assertThat(rest.getLast().at("/data/data/response").stringValue()).startsWith("allowed: ");
			socket.send(decide.formatted("late", "deny"));
			assertProblem(socket.answer("late"), 409, "approval_closed", null);
			socket.send("{'type': 'decide', 'request_id': 'none', 'decision': 'deny'}");
			assertProblem(socket.answer("none"), 422, "invalid_field", "approval_id");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{                                                       | 400 | malformed_request |
			                                                        | 400 | malformed_request |
			[1]                                                     | 400 | malformed_request |
			{'type': 'ping', 'type': 'ping'}                        | 400 | malformed_request |
			{}                                                      | 422 | invalid_field     | type
			{'type': 'shout'}                                       | 422 | invalid_field     | type
			{'type': 7}                                             | 422 | invalid_field     | type
			{'type': 'ping', 'now': true}                           | 422 | unknown_field     | now
			{'type': 'ping', 'request_id': 7}                       | 422 | invalid_field     | request_id
			{'type': 'send'}                                        | 422 | invalid_field     | message
			{'type': 'send', 'message': ' '}                        | 422 | invalid_field     | message
			{'type': 'send', 'message': 'x', 'timeout': 'long'}     | 422 | invalid_field     | timeout
			{'type': 'send', 'message': 'x', 'idempotency_key': 'ż'} | 422 | invalid_field    | Idempotency-Key
			{'type': 'send', 'message': 'x', 'approval_id': 'x'}    | 422 | unknown_field     | approval_id
			{'type': 'decide', 'approval_id': 'x', 'decision': 'allow'} | 404 | approval_not_found |
			""")
	void frameThatIsWrongIsAProblemAndTheSocketGoesOn(@Nullable String frame, int status, String code,
			@Nullable String field) {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "")) {
			socket.send((frame != null) ? frame : "");
			assertProblem(socket.until("problem").getLast(), status, code, field);
			socket.send("{'type': 'ping', 'request_id': 'still'}");
			assertThat(socket.answer("still").toString()).isEqualTo("{\"event\":\"pong\",\"request_id\":\"still\"}");
		}
	}

	@Test
	void frameThatIsTooLargeIsAProblemAndTheEnd() {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "")) {
			// Not much less is taken.
			socket.send("{'type': '" + "x".repeat(10 * 1024 * 1024 - 100) + "'}");
			assertProblem(socket.until("problem").getLast(), 422, "invalid_field", "type");
			meanwhile(() -> socket.raw().sendText("x".repeat(10 * 1024 * 1024 + 1), true).join());
			assertProblem(socket.until("problem").getLast(), 413, "payload_too_large", null);
			socket.rest();
			assertThat(socket.status()).isEqualTo(1009);
		}
	}

	@Test
	void frameThatIsNoTextIsAProblemAndTheEnd() {
		String agent = create("{}");
		try (SocketClient socket = open(agent, "")) {
			socket.raw().sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
			assertProblem(socket.until("problem").getLast(), 415, "unsupported_media_type", null);
			socket.rest();
			assertThat(socket.status()).isEqualTo(1003);
		}
	}

	@Test
	void socketWhenTheClientDoesNotReadIsCutAndTheTurnGoesOn() throws IOException {
		String agent = create("{}");
		double before = this.metrics.get("aaas.streams.cut").counter().count();
		try (RawSocket stalled = new RawSocket(base(), agent + "/ws"); SocketClient reader = open(agent, "")) {
			await("two readers").until(() -> this.eventLog.subscribers() == 2);
			assertThat(api().message(agent, "#flood-out 20m").text("status")).isEqualTo("completed");
			assertThat(reader.until("message.completed").stream().map((frame) -> frame.get("data")))
				.isEqualTo(EventLogs.read(api(), agent));
			await("the cut").until(() -> this.eventLog.subscribers() == 1);
			await("the count").until(() -> this.metrics.get("aaas.streams.cut").counter().count() == before + 1);
			assertThat(stalled.isClosed()).isFalse();
		}
	}

	@Test
	void socketWhenTheClientIsGoneIsFreed() {
		String agent = create("{}");
		for (int i = 0; i < 10; i++) {
			SocketClient socket = open(agent, "");
			if (i % 2 == 0) {
				socket.raw().sendClose(1000, "").join();
				assertThat(socket.status()).isEqualTo(1000);
			}
			socket.close();
		}
		await("nobody follows").until(() -> this.eventLog.subscribers() == 0);
	}

	private SocketClient open(String agent, String query) {
		return SocketClient.open(base() + agent + "/ws" + query, TestHttp.KEY);
	}

	private static void assertProblem(JsonNode frame, int status, String code, @Nullable String field) {
		assertThat(frame.get("event").stringValue()).isEqualTo("problem");
		JsonNode problem = frame.get("data");
		assertThat(problem.path("code").asString("")).as(problem.toString()).isEqualTo(code);
		assertThat(problem.path("type").asString("")).isEqualTo("urn:aaas:problem:" + code);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("title").asString("")).isNotBlank();
		assertThat(problem.path("detail").asString("")).isNotBlank();
		assertThat(problem.path("retryable").isBoolean()).isTrue();
		assertThat(problem.get("request_id")).isEqualTo(frame.get("request_id"));
		assertThat(problem.path("field").asString(null)).as(problem.toString()).isEqualTo(field);
	}

}
