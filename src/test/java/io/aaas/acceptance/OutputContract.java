package io.aaas.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the CLI writes becomes events, and the turn goes on.
 */
abstract class OutputContract extends LiveService {

	@ParameterizedTest
	@ValueSource(strings = { "#bad-json", "#bad-utf8", "#crlf-bom-nul", "#split-utf8", "#flood-out 2m",
			"#flood-err 300k", "#stderr a word" })
	void outputWhenOddIsKeptAndTheTurnCompletes(String text) {
		String agent = create("{}");
		long pid = pid(agent);
		Reply reply = api().message(agent, text);
		assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
		assertThat(reply.text("response"))
			.isEqualTo(text.equals("#split-utf8") ? "Zażółć gęślą jaźń 漢字 😀" : "echo: " + text);
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		// After a torn line the next turn gets another process.
		assertThat(pid(agent) == pid).isEqualTo(!text.equals("#bad-json"));
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void outputWhenNotJsonIsToldAsUnparsed() {
		String agent = create("{}");
		api().message(agent, "#bad-json");
		assertThat(events(agent, "claude.unparsed")).extracting((event) -> event.at("/data/line").asString(""))
			.contains("this is not JSON", "42", "null", "[]")
			.noneMatch(String::isEmpty);
		assertThat(events(agent, "claude.unparsed"))
			.allSatisfy((event) -> assertThat(event.at("/data/reason").asString("")).isNotBlank());
		assertThat(events(agent, "claude.unknown")).extracting((event) -> event.at("/data/type").asString(""))
			.contains("from_the_future");
		assertThat(whole(agent, "claude.unparsed") + whole(agent, "claude.unknown")).contains("[".repeat(10_000));
	}

	private String whole(String agent, String type) {
		StringBuilder text = new StringBuilder();
		events(agent, type)
			.forEach((event) -> text.append(api().text(agent + "/events/" + event.get("seq").longValue() + "/data")));
		return text.toString();
	}

	@Test
	void outputWhenNoDatabaseTakesItIsCleaned() {
		String agent = create("{}");
		api().message(agent, "#bad-utf8");
		List<String> texts = events(agent, "claude.assistant").stream()
			.map((event) -> event.at("/data/message/content/0/text").asString(""))
			.toList();
		assertThat(texts.getFirst()).startsWith("byte \uFFFD, overlong \uFFFD").endsWith(", cut off \uFFFD");
		assertThat(texts.get(1)).startsWith("escaped surrogate");
	}

	@Test
	void outputOnStandardErrorBecomesEvents() {
		String agent = create("{}");
		api().message(agent, "#stderr something is wrong");
		assertThat(events(agent, "claude.stderr")).extracting((event) -> event.at("/data/text").stringValue())
			.containsExactly("something is wrong");
	}

	@Test
	void outputWhenALineIsTooLongToKeepIsToldByItsSize() {
		String agent = create("{}");
		Reply reply = api().message(agent, "#line 70m\n#reply done");
		assertThat(reply.text("response")).as(reply.toString()).isEqualTo("done");
		List<JsonNode> oversized = events(agent, "claude.oversized");
		assertThat(oversized).hasSize(1);
		assertThat(oversized.getFirst().at("/data/size").longValue()).isBetween((70L << 20) - 1, 70L << 20);
		assertThat(oversized.getFirst().get("message_id").stringValue()).isEqualTo(reply.text("id"));
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void outputWhenALineIsLongIsKeptWholeApartFromItsEvent() {
		String agent = create("{}");
		assertThat(api().message(agent, "#line 5m\n#reply done").text("response")).isEqualTo("done");
		JsonNode event = events(agent, "claude.assistant").stream()
			.filter((assistant) -> assistant.at("/data/truncated").asBoolean(false))
			.findFirst()
			.orElseThrow();
		assertThat(event.at("/data/size").longValue()).isBetween((5L << 20) - 1, 5L << 20);
		assertThat(event.at("/data/preview").stringValue()).startsWith("{");
		String whole = api().text(agent + "/events/" + event.get("seq").longValue() + "/data");
		assertThat(whole.getBytes(StandardCharsets.UTF_8).length).isEqualTo(event.at("/data/size").intValue());
	}

	@Test
	void outputWhenTheReplyIsBigIsWholeEverywhere() {
		String agent = create("{}");
		String big = "x".repeat(3 << 20);
		Reply reply = api().message(agent, "#big-reply 3m");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.text("response").equals(big)).isTrue();
		assertThat(api().get(agent + "/messages/" + reply.text("id")).text("response").equals(big)).isTrue();
		assertThat(data(agent, "message.completed").get("response").stringValue().equals(big)).isTrue();
		assertThat(data(agent, "claude.result").get("result").stringValue().equals(big)).isTrue();
		assertThat(data(agent, "claude.assistant").at("/message/content/0/text").stringValue().equals(big)).isTrue();
		api().get(agent + "/events/9999/data").problem(404, "event_not_found");
	}

	private JsonNode data(String agent, String type) {
		List<JsonNode> events = events(agent, type);
		assertThat(events).hasSize(1);
		assertThat(events.getFirst().at("/data/truncated").booleanValue()).isTrue();
		return api().get(agent + "/events/" + events.getFirst().get("seq").longValue() + "/data").body();
	}

	@Test
	void outputWhenItIsCutOffFailsTheTurn() {
		String agent = create("{}");
		Reply failed = api().message(agent, "#truncate-64k");
		assertThat(outcome(failed)).isEqualTo("failed process_exited");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void eventsCanBeReadByPageAndType() {
		String agent = create("{}");
		api().message(agent, "one");
		api().message(agent, "two");
		List<JsonNode> all = EventLogs.read(api(), agent);
		JsonNode page = api().get(agent + "/events?after=2&limit=3").body();
		assertThat(page.get("data").valueStream().toList()).isEqualTo(all.subList(2, 5));
		assertThat(page.get("has_more").booleanValue()).isTrue();
		assertThat(page.get("next_cursor").stringValue()).isEqualTo("5");
		JsonNode some = api().get(agent + "/events?types=message.queued,message.completed").body().get("data");
		assertThat(some.valueStream().map((event) -> event.get("type").stringValue())).containsExactly("message.queued",
				"message.completed", "message.queued", "message.completed");
		assertThat(api().get(agent + "/events?types=nope").problem(422, "invalid_field").path("field").asString())
			.isEqualTo("types");
		api().get(agent + "/events?after=-1").problem(422, "invalid_field");
	}

}
