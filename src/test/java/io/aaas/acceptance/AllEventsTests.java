package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;

import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import io.aaas.acceptance.EventStream.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The events and approvals of all agents.
 */
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "server.tomcat.connection-timeout=2s" })
class AllEventsTests extends LiveService {

	@Test
	void eventsOfAllAgentsArePagedAndStreamedAlike() {
		String begin = end();
		String one = create("{}");
		String two = create("{}");
		try (EventStream stream = open("?after=" + begin)) {
			api().message(one, "hello");
			api().message(two, "hello");
			api().delete(two);
			List<Item> items = stream.untilType("agent.deleted");
			List<JsonNode> events = items.stream().map(Item::data).toList();
			assertThat(ofAgent(events, one)).isEqualTo(EventLogs.read(api(), one));
			assertThat(ofAgent(events, two).getFirst().get("type").stringValue()).isEqualTo("agent.created");
			assertThat(ofAgent(events, two).getLast().get("type").stringValue()).isEqualTo("agent.deleted");
			assertThat(pages(begin)).startsWith(events.toArray(JsonNode[]::new));
			int half = items.size() / 2;
			try (EventStream again = open("?after=" + begin, "Last-Event-ID", items.get(half).id())) {
				assertThat(again.untilType("agent.deleted").stream().map(Item::data))
					.isEqualTo(events.subList(half + 1, events.size()));
			}
			try (EventStream some = open("?types=agent.deleted&after=" + begin)) {
				assertThat(some.next()).isNotNull().extracting(Item::data).isEqualTo(events.getLast());
				api().post(one + "/stop", null);
				String end = end();
				await("the place in the log").until(() -> some.lastId().equals(end));
			}
		}
	}

	@Test
	void listWhenAtTheEndTellsWhereToGoOn() {
		String end = end();
		Reply nothing = api().get("/api/v1/events?after=" + end);
		assertThat(nothing.body().get("data")).isEmpty();
		assertThat(nothing.text("next_cursor")).isEqualTo(end);
		String agent = create("{}");
		Reply page = api().get("/api/v1/events?types=agent.created&after=" + end);
		assertThat(page.body().get("data")).hasSize(1);
		assertThat(page.body().at("/data/0/agent_id").stringValue()).isEqualTo(id(agent));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "e", "-1", "e-1", "eZ", "e1234567890123" })
	void cursorThatIsNoneIsRefused(String cursor) {
		assertThat(api().get("/api/v1/events?after=" + cursor).problem(422, "invalid_field").path("field").asString())
			.isEqualTo("after");
		assertThat(api().get("/api/v1/events", "Accept", "text/event-stream", "Last-Event-ID", cursor)
			.problem(422, "invalid_field")
			.path("field")
			.asString()).isEqualTo("Last-Event-ID");
	}

	@Test
	void approvalsOfAllAgentsAreListed() {
		String one = create("{}");
		String two = create("{}");
		api().messageAsync(one, "#ask Bash {\"command\":\"one\"}");
		api().messageAsync(two, "#ask Bash {\"command\":\"two\"}");
		await("two questions").until(() -> pending().size() == 2);
		List<String> agents = new ArrayList<>();
		pending().forEach((approval) -> agents.add(approval.get("agent_id").stringValue()));
		assertThat(agents).containsExactlyInAnyOrder(id(one), id(two));
		Reply first = api().get("/api/v1/approvals?status=pending&limit=1");
		assertThat(first.body().get("has_more").booleanValue()).isTrue();
		assertThat(api().get("/api/v1/approvals?status=pending&cursor=" + first.text("next_cursor"))
			.body()
			.at("/data/0/id")).isEqualTo(pending().get(1).get("id"));
		api().delete(one);
		assertThat(pending()).hasSize(1);
	}

	private List<JsonNode> pending() {
		return api().get("/api/v1/approvals?status=pending").body().get("data").valueStream().toList();
	}

	private String end() {
		String after = "e0";
		Reply page;
		do {
			page = api().get("/api/v1/events?limit=1000&after=" + after);
			after = page.text("next_cursor");
		}
		while (page.body().get("has_more").booleanValue());
		return after;
	}

	private List<JsonNode> pages(String after) {
		List<JsonNode> events = new ArrayList<>();
		String cursor = after;
		Reply page;
		do {
			page = api().get("/api/v1/events?limit=3&after=" + cursor);
			page.body().get("data").forEach(events::add);
			cursor = page.text("next_cursor");
		}
		while (page.body().get("has_more").booleanValue());
		return events;
	}

	private static List<JsonNode> ofAgent(List<JsonNode> events, String agent) {
		return events.stream().filter((event) -> event.get("agent_id").stringValue().equals(id(agent))).toList();
	}

	private EventStream open(String query, String... headers) {
		return EventStream.open(base() + "/api/v1/events" + query, TestHttp.KEY, headers);
	}

}
