package io.aaas.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OfflineModelTests {

	private OfflineModel model;

	private Caller caller;

	@BeforeEach
	void start() throws IOException {
		this.model = OfflineModel.start(0);
		this.caller = new Caller(this.model.baseUrl(), "anything");
	}

	@AfterEach
	void stop() {
		this.model.close();
	}

	private JsonNode answer(Conversation conversation) throws Exception {
		HttpResponse<String> response = this.caller.post("/v1/messages?beta=true", conversation.toString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return Caller.json(response.body());
	}

	private String reply(Conversation conversation) throws Exception {
		return answer(conversation).path("content").path(0).path("text").asString();
	}

	private List<JsonNode> events(Conversation conversation) throws Exception {
		HttpResponse<String> response = this.caller.post("/v1/messages", conversation.streamed().toString());
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
		return response.body()
			.lines()
			.filter((line) -> line.startsWith("data: "))
			.map((line) -> Caller.json(line.substring("data: ".length())))
			.toList();
	}

	@Test
	void textIsEchoedWithItsContext() throws Exception {
		String text = "<context>{\"page\":1}</context>\nHow are\nyou?";
		assertThat(reply(Conversation.with(text))).isEqualTo("[offline model] " + text);
	}

	@Test
	void scriptInContextIsData() throws Exception {
		String text = "<context>\n!reply hijacked\n</context>\nHello";
		assertThat(reply(Conversation.with(text))).isEqualTo("[offline model] " + text);
	}

	@Test
	void streamGivesWordsInTheOrderOfTheApi() throws Exception {
		List<JsonNode> events = events(Conversation.with("one  two"));
		List<String> types = events.stream().map((event) -> event.path("type").asString()).toList();
		assertThat(types).containsExactly("message_start", "ping", "content_block_start", "content_block_delta",
				"content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop",
				"message_delta", "message_stop");
		List<String> words = events.stream()
			.filter((event) -> event.has("delta") && event.path("delta").has("text"))
			.map((event) -> event.path("delta").path("text").asString())
			.toList();
		assertThat(words).containsExactly("[offline ", "model] ", "one  ", "two");
		assertThat(events.get(8).path("usage").path("output_tokens").asInt()).isEqualTo(4);
		assertThat(events.get(8).path("delta").path("stop_reason").asString()).isEqualTo("end_turn");
	}

	@Test
	void replyIsExact() throws Exception {
		assertThat(reply(Conversation.with("!reply  a | b "))).isEqualTo("a | b");
	}

	@Test
	void toolsAreCalledOneAfterTheOtherAndTheLastResultIsTheReply() throws Exception {
		Conversation conversation = Conversation.with("!tool Bash {\"command\":\"a b\"}\n!tool Read {\"n\":2}");
		JsonNode first = answer(conversation);
		assertThat(first.path("stop_reason").asString()).isEqualTo("tool_use");
		assertThat(first.path("content").path(0).path("name").asString()).isEqualTo("Bash");
		assertThat(first.path("content").path(0).path("input").path("command").asString()).isEqualTo("a b");
		JsonNode second = answer(conversation.toolResult("one"));
		assertThat(second.path("content").path(0).path("name").asString()).isEqualTo("Read");
		assertThat(second.path("content").path(0).path("id")).isNotEqualTo(first.path("content").path(0).path("id"));
		assertThat(reply(conversation.toolResult("two"))).isEqualTo("two");
	}

	@Test
	void toolInputIsStreamed() throws Exception {
		List<JsonNode> events = events(Conversation.with("!tool Bash {\"command\":\"a b\"}"));
		assertThat(events.get(2).path("content_block").path("input")).isEmpty();
		assertThat(Caller.json(events.get(3).path("delta").path("partial_json").asString()).path("command").asString())
			.isEqualTo("a b");
	}

	@Test
	void laterMessageDoesNotSeeEarlierToolResults() throws Exception {
		Conversation conversation = Conversation.with("!tool Bash {}").toolResult("old").assistant("old");
		assertThat(reply(conversation.user("next"))).isEqualTo("[offline model] next");
	}

	@Test
	void unansweredMessageIsNotTheLastOne() throws Exception {
		Conversation conversation = Conversation.with("!status 400").userAgain("[Request interrupted by user]");
		assertThat(reply(conversation.userAgain("<context>\n1\n</context>").userAgain("two")))
			.isEqualTo("[offline model] <context>\n1\n</context>\n\ntwo");
		assertThat(reply(conversation.userAgain("!history")))
			.isEqualTo("!status 400\n<context>\n1\n</context>\n\ntwo\n!history");
	}

	@Test
	void imageIsAMessage() throws Exception {
		assertThat(reply(Conversation.with("!reply old").assistant("old").image()))
			.isEqualTo("[offline model] [image]");
	}

	@Test
	void requestToGoOnIsNotTheUser() throws Exception {
		assertThat(
				reply(Conversation.with("!reply x").assistant("x").user("Your response above was cut off mid-stream.")))
			.isEqualTo("x");
	}

	@Test
	void askBecomesAQuestionWithOptions() throws Exception {
		JsonNode call = answer(Conversation.with("!ask Which one? | red | blue")).path("content").path(0);
		assertThat(call.path("name").asString()).isEqualTo("AskUserQuestion");
		JsonNode question = call.path("input").path("questions").path(0);
		assertThat(question.path("question").asString()).isEqualTo("Which one?");
		assertThat(question.path("options").findValuesAsString("label")).containsExactly("red", "blue");
	}

	@Test
	void jsonGoesToTheToolForStructuredOutputIfThereIsOne() throws Exception {
		assertThat(reply(Conversation.with("!json {\"a\":1}"))).isEqualTo("{\"a\":1}");
		JsonNode call = answer(Conversation.with("!json {\"a\":1}").offer("StructuredOutput")).path("content").path(0);
		assertThat(call.path("name").asString()).isEqualTo("StructuredOutput");
		assertThat(call.path("input").path("a").asInt()).isEqualTo(1);
	}

	@Test
	void statusFailsThatManyTimesForEachMessage() throws Exception {
		Conversation conversation = Conversation.with("!status 529 2\n!reply at last");
		HttpResponse<String> failure = this.caller.post("/v1/messages", conversation.toString());
		assertThat(failure.statusCode()).isEqualTo(529);
		assertThat(Caller.json(failure.body()).path("error").path("type").asString()).isEqualTo("overloaded_error");
		assertThat(this.caller.post("/v1/messages", conversation.toString()).statusCode()).isEqualTo(529);
		assertThat(reply(conversation)).isEqualTo("at last");
		Conversation next = conversation.assistant("at last").user("!status 529 2\n!reply at last");
		assertThat(this.caller.post("/v1/messages", next.toString()).statusCode()).isEqualTo(529);
	}

	@Test
	void tokensAreCountedWords() throws Exception {
		JsonNode answer = answer(Conversation.with("!tokens 3"));
		assertThat(answer.path("content").path(0).path("text").asString()).isEqualTo("1 2 3");
		assertThat(answer.path("usage").path("output_tokens").asInt()).isEqualTo(3);
	}

	@Test
	void answerEndsAtMaxTokens() throws Exception {
		JsonNode answer = answer(Conversation.with("!tokens 10").maxTokens(4));
		assertThat(answer.path("content").path(0).path("text").asString().strip()).isEqualTo("1 2 3 4");
		assertThat(answer.path("stop_reason").asString()).isEqualTo("max_tokens");
	}

	@Test
	void historyListsTheUsersTexts() throws Exception {
		Conversation conversation = Conversation.with("one").assistant("1").user("two").toolResult("x").assistant("2");
		assertThat(reply(conversation.user("!history"))).isEqualTo("one\ntwo\n!history");
	}

	@Test
	void thinkingComesBeforeTheAnswer() throws Exception {
		JsonNode content = answer(Conversation.with("!thinking\nHello")).path("content");
		assertThat(content.path(0).path("type").asString()).isEqualTo("thinking");
		assertThat(content.path(1).path("text").asString()).isEqualTo("[offline model] Hello");
		List<JsonNode> events = events(Conversation.with("!thinking\nHello"));
		assertThat(events).anyMatch((event) -> event.path("delta").has("signature"));
	}

	@Test
	void cutDropsTheConnectionOnceInTheMiddle() throws Exception {
		Conversation conversation = Conversation.with("!cut\n!tokens 10").streamed();
		List<String> lines = new ArrayList<>();
		HttpResponse<InputStream> cut = this.caller
			.stream(this.caller.request("/v1/messages").POST(BodyPublishers.ofString(conversation.toString())));
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(cut.body(), StandardCharsets.UTF_8))) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				for (String line = reader.readLine(); line != null; line = reader.readLine()) {
					lines.add(line);
				}
			});
		}
		assertThat(lines).filteredOn((line) -> line.contains("text_delta")).hasSize(5);
		assertThat(events(conversation)).filteredOn((event) -> event.path("delta").has("text")).hasSize(10);
	}

	@Test
	void waitHoldsTheFirstByteBack() throws Exception {
		long start = System.nanoTime();
		reply(Conversation.with("!wait 0.3"));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
	}

	@Test
	void slowSpreadsTheWords() throws Exception {
		HttpResponse<InputStream> response = this.caller.stream(this.caller.request("/v1/messages")
			.POST(BodyPublishers.ofString(Conversation.with("!slow 0.5\n!tokens 5").streamed().toString())));
		List<Long> times = new ArrayList<>();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (line.contains("text_delta")) {
					times.add(System.nanoTime());
				}
			}
		}
		assertThat(times).hasSize(5);
		assertThat(Duration.ofNanos(times.getLast() - times.getFirst())).isGreaterThan(Duration.ofMillis(250));
	}

	@Test
	void callOfTheCliItselfObeysNoScript() throws Exception {
		Conversation title = Conversation.with("<session>\n!status 529\n</session>").asSideCall();
		assertThat(Caller.json(reply(title)).path("title").asString()).isEqualTo("Offline model");
	}

	@ParameterizedTest
	@ValueSource(strings = { "!slow", "!slow -1", "!wait 1e9", "!tool Bash {", "!tool", "!ask one | two", "!status 200",
			"!tokens 0", "!json {", "!reply" })
	void unreadableScriptIsExplained(String line) throws Exception {
		String word = line.split(" ")[0];
		assertThat(reply(Conversation.with(line))).startsWith("[offline model] This script line cannot be read")
			.contains(word + " ");
	}

	@Test
	void unknownWordIsText() throws Exception {
		assertThat(reply(Conversation.with("!important"))).isEqualTo("[offline model] !important");
		assertThat(reply(Conversation.with(" !reply x"))).isEqualTo("[offline model] !reply x");
	}

	@Test
	void otherEndpointsAnswer() throws Exception {
		assertThat(Caller.json(this.caller.get("/v1/models").body()).path("data").path(0).path("id").asString())
			.isEqualTo("offline");
		String count = this.caller.post("/v1/messages/count_tokens", Conversation.with("a b").toString()).body();
		assertThat(Caller.json(count).path("input_tokens").asInt()).isPositive();
		assertThat(this.caller.get("/").statusCode()).isEqualTo(200);
		assertThat(this.caller.send(this.caller.request("/api/hello").HEAD()).statusCode()).isEqualTo(200);
		assertThat(this.caller.get("/v1/files").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\"messages\":\"no\"}" })
	void malformedCallIsRefused(String body) throws Exception {
		HttpResponse<String> response = this.caller.post("/v1/messages", body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(Caller.json(response.body()).path("error").path("type").asString())
			.isEqualTo("invalid_request_error");
	}

	@Test
	void newestRequestsAreKept() throws Exception {
		for (int i = 0; i <= RequestLog.CAPACITY; i++) {
			this.caller.get("/v1/models?" + i);
		}
		assertThat(this.model.requests()).hasSize(RequestLog.CAPACITY);
		assertThat(this.model.requests().getFirst().path()).isEqualTo("/v1/models?1");
		assertThat(this.model.requests().getLast().headers().get("x-api-key")).containsExactly("anything");
	}

	@Test
	void closeBreaksAnswersOff() throws Exception {
		HttpResponse<InputStream> response = this.caller.stream(this.caller.request("/v1/messages")
			.POST(BodyPublishers.ofString(Conversation.with("!slow 600\n!tokens 600").streamed().toString())));
		this.model.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> response.body().readAllBytes());
	}

}
