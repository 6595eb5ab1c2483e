package io.aaas.acceptance;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.aaas.TestHttp;
import io.aaas.acceptance.EventStream.Item;
import io.aaas.event.EventLog;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message and its answer as a stream, and the pieces of answers.
 */
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "server.tomcat.connection-timeout=2s" })
class MessageStreamTests extends LiveService {

	@Autowired
	private EventLog eventLog;

	@Test
	void sendWhenAStreamIsAskedForTellsTheMessagesEventsToItsEnd() {
		String agent = create("{}");
		api().message(agent, "before");
		try (EventStream stream = send(agent, "hello", "")) {
			assertThat(stream.response().statusCode()).isEqualTo(200);
			List<Item> events = stream.rest();
			String message = stream.response().headers().firstValue("Location").orElseThrow();
			assertThat(events.getFirst().event()).isEqualTo("message.queued");
			assertThat(events.getLast().event()).isEqualTo("message.completed");
			assertThat(events.getLast().data().at("/data/response").stringValue()).isEqualTo("echo: hello");
			assertThat(events.stream().map(Item::data)).isEqualTo(ofMessage(agent, message));
			assertThat(api().get(message).text("status")).isEqualTo("completed");
		}
	}

	@Test
	void sendWhenTheAgentIsBusyTellsOnlyOfItsOwn() {
		String agent = create("{}");
		occupy(agent);
		try (EventStream cancelled = send(agent, "two", ""); EventStream stream = send(agent, "three", "")) {
			String two = cancelled.response().headers().firstValue("Location").orElseThrow();
			api().post(two + "/cancel", null);
			assertThat(cancelled.rest()).extracting(Item::event).containsExactly("message.queued", "message.cancelled");
			api().post(agent + "/interrupt", null);
			assertThat(stream.rest().getLast().data().at("/data/response").stringValue()).isEqualTo("echo: three");
		}
	}

	@Test
	void sendWhenTheClientGoesAwayGoesOnAndTheClientMayComeBack() {
		String agent = create("{}");
		String message;
		String last;
		try (EventStream stream = send(agent, "#sleep 1\n#reply done", "")) {
			message = stream.response().headers().firstValue("Location").orElseThrow();
			last = stream.untilType("message.started").getLast().id();
		}
		try (EventStream back = open(message, "", "Last-Event-ID", last)) {
			List<Item> rest = back.rest();
			assertThat(rest.getLast().event()).isEqualTo("message.completed");
			List<JsonNode> all = ofMessage(agent, message);
			assertThat(rest.stream().map(Item::data)).isEqualTo(all.subList(2, all.size()));
			last = rest.getLast().id();
		}
		try (EventStream late = open(message, ""); EventStream later = open(message, "", "Last-Event-ID", last)) {
			assertThat(late.rest().stream().map(Item::data)).isEqualTo(ofMessage(agent, message));
			assertThat(later.rest()).isEmpty();
		}
		await("nobody follows").until(() -> this.eventLog.subscribers() == 0);
	}

	@Test
	void sendWhenItIsRepeatedTellsTheSameMessageAgain() {
		String agent = create("{}");
		try (EventStream first = send(agent, "once", "", "Idempotency-Key", "once");
				EventStream again = send(agent, "once", "", "Idempotency-Key", "once")) {
			List<JsonNode> events = first.rest().stream().map(Item::data).toList();
			assertThat(again.rest().stream().map(Item::data)).isEqualTo(events);
			assertThat(executed("once")).isOne();
		}
	}

	@Test
	void sendWhenItIsRefusedIsAProblem() {
		String agent = create("{'auto_start': false}");
		api().post(agent + "/messages", json("{'message': 'hello'}"), "Accept", "text/event-stream")
			.problem(409, "agent_stopped");
		api().post(agent + "/messages", json("{'message': ''}"), "Accept", "text/event-stream")
			.problem(422, "invalid_field");
		api().get(agent + "/messages/019f0000-0000-7000-8000-000000000000", "Accept", "text/event-stream")
			.problem(404, "message_not_found");
		api()
			.get(agent + "/messages/019f0000-0000-7000-8000-000000000000?deltas=perhaps", "Accept", "text/event-stream")
			.problem(422, "invalid_field");
	}

	@Test
	void deltasTellTheAnswerWhileItComes() {
		String agent = create("{}");
		try (EventStream stream = send(agent, "#slow 6 60\n#reply Zażółć 漢字 😀 gęślą", "?deltas=true");
				EventStream other = open(agent + "/events", "")) {
			List<Item> items = stream.rest();
			List<Item> deltas = items.stream().filter((item) -> item.event().equals("delta")).toList();
			assertThat(deltas).hasSizeGreaterThan(2);
			assertThat(deltas.stream().map((delta) -> delta.data().get("text").stringValue())).hasSizeGreaterThan(2)
				.satisfies((texts) -> assertThat(String.join("", texts)).isEqualTo("Zażółć 漢字 😀 gęślą"));
			long offset = 0;
			for (Item delta : deltas) {
				assertThat(delta.data().get("offset").longValue()).isEqualTo(offset);
				String text = delta.data().get("text").stringValue();
				offset += text.codePointCount(0, text.length());
				assertThat(delta.data().get("block").intValue()).isZero();
				assertThat(delta.data().get("message_id")).isEqualTo(items.getFirst().data().get("message_id"));
			}
			List<String> types = items.stream().map(Item::event).toList();
			assertThat(types.lastIndexOf("delta")).isLessThan(types.indexOf("claude.assistant"));
			assertThat(types.indexOf("delta")).isGreaterThan(types.indexOf("message.started"));
			JsonNode whole = items.get(types.indexOf("claude.assistant")).data();
			assertThat(deltas.getFirst().data().get("model_message_id")).isEqualTo(whole.at("/data/message/id"));
			String before = items.get(types.indexOf("delta") - 1).id();
			assertThat(deltas.getFirst().id()).as("a delta has no number of its own").isEqualTo(before);
			assertThat(other.untilType("message.completed")).extracting(Item::event).doesNotContain("delta");
		}
	}

	@Test
	void deltasHideSecretsThatComeInPieces() {
		String secret = "canary-0123456789-abcdef";
		String agent = create("{'config': {'environment': {'DEPLOY_TOKEN': '" + secret + "'}}}");
		try (EventStream stream = send(agent, "#slow 8 5\n#reply the token is " + secret + ".", "?deltas=true")) {
			String text = stream.rest()
				.stream()
				.filter((item) -> item.event().equals("delta"))
				.map((item) -> item.data().get("text").stringValue())
				.collect(Collectors.joining());
			assertThat(text).startsWith("the token is ").endsWith(".").doesNotContain(secret);
		}
	}

	private EventStream send(String agent, String text, String query, String... headers) {
		return EventStream.send(HttpRequest.newBuilder(URI.create(base() + agent + "/messages" + query))
			.header("X-API-Key", TestHttp.KEY)
			.header("Accept", "text/event-stream")
			.headers(Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
				.toArray(String[]::new))
			.POST(HttpRequest.BodyPublishers
				.ofString(JsonMapper.shared().createObjectNode().put("message", text).toString()))
			.build());
	}

	private EventStream open(String path, String query, String... headers) {
		return EventStream.open(base() + path + query, TestHttp.KEY, headers);
	}

	private List<JsonNode> ofMessage(String agent, String message) {
		return EventLogs.read(api(), agent)
			.stream()
			.filter((event) -> id(message).equals(event.path("message_id").asString("")))
			.toList();
	}

}
