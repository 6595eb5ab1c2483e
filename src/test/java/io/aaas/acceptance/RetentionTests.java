package io.aaas.acceptance;

import java.util.List;

import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import io.aaas.acceptance.EventStream.Item;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is too much is removed, and whoever was behind it is told.
 */
@TestPropertySource(properties = { "EVENTS_KEPT=20", "MESSAGES_KEPT=2", "DELETED_RETENTION=0s",
		"IDEMPOTENCY_KEY_LIFETIME=1s", "aaas.agent.retention.period=200ms" })
class RetentionTests extends LiveService {

	@Test
	void oldEventsAndMessagesAreRemovedAndTold() {
		String agent = create("{}");
		String first = api().message(agent, "one").text("id");
		for (int i = 0; i < 6; i++) {
			api().message(agent, "more");
		}
		await("few messages").until(() -> messages(agent).size() == 2);
		await("few events").until(() -> api().get(agent + "/events").body().get("data").size() == 21);
		JsonNode gap = api().get(agent + "/events?after=2").body().at("/data/0");
		assertThat(gap.get("type").stringValue()).isEqualTo("log.gap");
		assertThat(gap.at("/data/from").longValue()).isEqualTo(3);
		assertThat(gap.at("/data/to")).isEqualTo(gap.get("seq"));
		api().get(agent + "/events/" + gap.get("seq") + "/data").problem(404, "event_not_found");
		api().get(agent + "/messages/" + first).problem(404, "message_not_found");
		try (EventStream stream = EventStream.open(base() + agent + "/events?after=2", TestHttp.KEY)) {
			Item told = stream.until((item) -> true).getFirst();
			assertThat(told.event()).isEqualTo("log.gap");
			assertThat(told.data()).isEqualTo(gap);
			List<JsonNode> kept = EventLogs.read(api(), agent);
			assertThat(stream.until((item) -> true)).extracting(Item::data).containsExactly(kept.get(1));
		}
		assertThat(api().message(agent, "still there").text("response")).isEqualTo("echo: still there");
	}

	@Test
	void deletedAgentsAreForgotten() {
		String agent = create("{'labels': {'team': 'x'}}");
		api().message(agent, "#flood-out 3m");
		api().delete(agent);
		await("nothing of it").untilAsserted(() -> assertThat(inventory().rows()).containsOnly(0));
	}

	private List<JsonNode> messages(String agent) {
		Reply page = api().get(agent + "/messages");
		return page.body().get("data").valueStream().toList();
	}

}
