package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Agents' event logs, read page by page.
 */
final class EventLogs {

	private EventLogs() {
	}

	static List<JsonNode> read(Api api, String agent) {
		List<JsonNode> events = new ArrayList<>();
		JsonNode page;
		long after = 0;
		do {
			page = api.get(agent + "/events?limit=1000&after=" + after).body();
			page.get("data").forEach(events::add);
			after = events.isEmpty() ? 0 : events.getLast().get("seq").longValue();
		}
		while (page.get("has_more").booleanValue());
		return events;
	}

	static List<String> types(Api api, String agent) {
		return read(api, agent).stream().map((event) -> event.get("type").stringValue()).toList();
	}

	static void assertGapless(Api api, String agent) {
		List<Long> numbers = read(api, agent).stream().map((event) -> event.get("seq").longValue()).toList();
		assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
	}

}
