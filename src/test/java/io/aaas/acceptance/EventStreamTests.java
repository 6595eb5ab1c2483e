package io.aaas.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import io.aaas.acceptance.EventStream.Item;
import io.aaas.event.EventLog;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An agent's events as a stream, over HTTP.
 */
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "server.tomcat.connection-timeout=2s" })
class EventStreamTests extends LiveService {

	@Autowired
	private EventLog eventLog;

	@Autowired
	private MeterRegistry metrics;

	@Test
	void streamTellsWhatIsThereAndThenWhatComes() {
		String agent = create("{}");
		api().message(agent, "one");
		try (EventStream stream = open(agent, "")) {
			List<Item> events = stream.untilType("message.completed");
			api().messageAsync(agent, "two");
			events.addAll(stream.untilType("message.completed"));
			assertThat(events.stream().map(Item::data)).isEqualTo(EventLogs.read(api(), agent));
			assertThat(events).allSatisfy((event) -> {
				assertThat(event.id()).isEqualTo(event.data().get("seq").toString());
				assertThat(event.event()).isEqualTo(event.data().get("type").stringValue());
			});
			assertThat(stream.response().headers().map()).containsEntry("content-type", List.of("text/event-stream"))
				.containsEntry("cache-control", List.of("no-store"))
				.containsEntry("x-accel-buffering", List.of("no"));
		}
	}

	@Test
	void streamGoesOnBehindTheLastEventId() {
		String agent = create("{}");
		api().message(agent, "one");
		List<JsonNode> all = EventLogs.read(api(), agent);
		try (EventStream stream = open(agent, "?after=3")) {
			assertThat(stream.untilType("message.completed").stream().map(Item::data))
				.isEqualTo(all.subList(3, all.size()));
		}
		try (EventStream stream = open(agent, "?after=1", "Last-Event-ID", "5")) {
			assertThat(stream.untilType("message.completed").stream().map(Item::data))
				.isEqualTo(all.subList(5, all.size()));
		}
	}

	@Test
	void streamOfSomeTypesTellsHowFarItHasCome() {
		String agent = create("{}");
		String last;
		try (EventStream stream = open(agent, "?types=message.queued,message.completed")) {
			api().message(agent, "one");
			assertThat(stream.untilType("message.completed").stream().map(Item::event))
				.containsExactly("message.queued", "message.completed");
			api().post(agent + "/stop", null);
			last = EventLogs.read(api(), agent).getLast().get("seq").toString();
			api().post(agent + "/start", null);
			api().message(agent, "two");
			stream.untilType("message.completed");
			api().post(agent + "/stop", null);
			last = EventLogs.read(api(), agent).getLast().get("seq").toString();
			String end = last;
			api().post(agent + "/start", null);
			api().messageAsync(agent, ENDLESS);
			Item queued = stream.next();
			assertThat(queued).isNotNull();
			assertThat(Long.parseLong(stream.lastId())).isGreaterThan(Long.parseLong(end));
		}
	}

	@Test
	void streamWhenNothingHappensBeatsAndTellsAFilteredReaderWhereItIs() {
		String agent = create("{}");
		api().message(agent, "one");
		JsonNode last = EventLogs.read(api(), agent).getLast();
		try (EventStream stream = open(agent, "?types=agent.created,agent.deleted")) {
			Thread reader = Thread.startVirtualThread(stream::rest);
			await("a heartbeat").until(() -> stream.comments().contains("heartbeat"));
			await("the place in the log").until(() -> stream.lastId().equals(last.get("seq").toString()));
			api().delete(agent);
			await("the end").until(() -> !reader.isAlive());
		}
	}

	@Test
	void streamEndsWithTheAgent() {
		String agent = create("{}");
		try (EventStream all = open(agent, ""); EventStream some = open(agent, "?types=agent.created")) {
			api().delete(agent);
			assertThat(all.rest().getLast().event()).isEqualTo("agent.deleted");
			assertThat(some.rest()).extracting(Item::event).containsExactly("agent.created");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "x", "1.5", "99999", "99999999999999999999", "٣", "1,2", "0x1", "+1",
			"019f0000-0000-7000-8000-000000000000" })
	void streamWhenTheLastEventIdIsNoneOfThisAgentIsRefused(String id) {
		String agent = create("{}");
		String encoded = new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		Reply reply = api().get(agent + "/events", "Accept", "text/event-stream", "Last-Event-ID",
				id.equals("٣") ? "3a" : encoded);
		assertThat(reply.problem(422, "invalid_field").path("field").asString()).isEqualTo("Last-Event-ID");
	}

	@ParameterizedTest
	@CsvSource({ "after=-1,after", "after=x,after", "after=99999,after", "types=nope,types" })
	void streamWhenAParameterIsWrongIsRefused(String query, String field) {
		String agent = create("{}");
		Reply reply = api().get(agent + "/events?" + query, "Accept", "text/event-stream");
		assertThat(reply.problem(422, "invalid_field").path("field").asString()).isEqualTo(field);
	}

	@Test
	void streamWhenTheHeaderIsHugeOrBrokenIsRefused() throws IOException {
		String agent = create("{}");
		for (String id : List.of("1".repeat(10_000_000), "1\rX-Injected: 1", "1\u0000")) {
			try (Socket socket = request(agent, "Last-Event-ID: " + id)) {
				assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
					.isEqualTo("HTTP/1.1 400");
			}
			catch (java.net.SocketException ex) {
				assertThat(id).hasSizeGreaterThan(1_000_000);
			}
		}
	}

	@Test
	void eventsAreAPageUnlessAStreamIsAskedFor() {
		String agent = create("{}");
		for (String accept : List.of("*/*", "application/json", "application/json, text/event-stream;q=0.5")) {
			Reply reply = api().get(agent + "/events", "Accept", accept);
			assertThat(reply.header("Content-Type")).isEqualTo("application/json");
			assertThat(reply.body().get("data")).isNotEmpty();
		}
		Reply unknown = api().get("/api/v1/agents/019f0000-0000-7000-8000-000000000000/events", "Accept",
				"text/event-stream");
		unknown.problem(404, "agent_not_found");
	}

	@Test
	void streamAskedForWithHeadEnds() throws IOException {
		String agent = create("{}");
		try (Socket socket = raw("HEAD " + agent + "/events HTTP/1.1", "Accept: text/event-stream",
				"Connection: close")) {
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
				.startsWith("HTTP/1.1 200")
				.contains("text/event-stream");
		}
	}

	@Test
	void streamWhenTheClientDoesNotReadIsCutAndTheTurnGoesOn() throws IOException {
		String agent = create("{}");
		double before = this.metrics.get("aaas.streams.cut").counter().count();
		try (Socket stalled = request(agent, "X: y"); EventStream reader = open(agent, "")) {
			await("two readers").until(() -> this.eventLog.subscribers() == 2);
			Reply reply = api().message(agent, "#flood-out 20m");
			assertThat(reply.text("status")).isEqualTo("completed");
			assertThat(reader.untilType("message.completed").stream().map(Item::data))
				.isEqualTo(EventLogs.read(api(), agent));
			await("the cut").until(() -> this.eventLog.subscribers() == 1);
			await("the count").until(() -> this.metrics.get("aaas.streams.cut").counter().count() == before + 1);
			assertThat(stalled.isClosed()).isFalse();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void streamWhenTheClientTakesNothingIsFreedThoughTheSystemHoldsAllOfIt() throws IOException {
		String agent = create("{}");
		try (Socket silent = request(agent, "X: y")) {
			await("a reader").until(() -> this.eventLog.subscribers() == 1);
			assertThat(api().message(agent, "#big-reply 60k").text("status")).isEqualTo("completed");
			await("that it is freed").until(() -> this.eventLog.subscribers() == 0);
			assertThat(silent.isClosed()).isFalse();
		}
	}

	@Test
	void streamWhenTheClientIsGoneIsFreed() {
		String agent = create("{}");
		for (int i = 0; i < 10; i++) {
			open(agent, "").close();
		}
		await("nobody follows").until(() -> this.eventLog.subscribers() == 0);
	}

	private EventStream open(String agent, String query, String... headers) {
		return EventStream.open(base() + agent + "/events" + query, TestHttp.KEY, headers);
	}

	private Socket request(String agent, String header) throws IOException {
		return raw("GET " + agent + "/events HTTP/1.1", "Accept: text/event-stream", header);
	}

	/** A request whose answer nobody reads, unless the test does. */
	private Socket raw(String request, String... headers) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.setSoTimeout(10_000);
		socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(),
				Integer.parseInt(base().substring(base().lastIndexOf(':') + 1))));
		String text = request + "\r\nHost: localhost\r\nX-API-Key: " + TestHttp.KEY + "\r\n"
				+ String.join("\r\n", headers) + "\r\n\r\n";
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		return socket;
	}

}
