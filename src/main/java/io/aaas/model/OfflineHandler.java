package io.aaas.model;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The offline model's endpoints.
 */
final class OfflineHandler implements HttpHandler {

	private static final JsonMapper json = JsonMapper.shared();

	private static final int MAX_BODY = 32 << 20;

	private final Consumer<RecordedRequest> recorder;

	private final Attempts attempts = new Attempts();

	OfflineHandler(Consumer<RecordedRequest> recorder) {
		this.recorder = recorder;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
		if (body.length > MAX_BODY) {
			ApiError.of(413, "The request is larger than 32 MiB").send(exchange);
			return;
		}
		record(exchange, body);
		URI uri = exchange.getRequestURI();
		if (exchange.getRequestMethod().equals("HEAD") || uri.getPath().equals("/")) {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
			return;
		}
		switch (ModelRoute.of(exchange.getRequestMethod(), uri.getRawPath())) {
			case MODELS -> send(exchange, models());
			case OTHER -> ApiError.of(404, "The offline model has no " + uri.getPath()).send(exchange);
			case COUNT_TOKENS, MESSAGES -> {
				JsonNode call = parse(body);
				if (!call.path("messages").isArray()) {
					ApiError.of(400, "The body is not a JSON object with messages").send(exchange);
				}
				else if (uri.getPath().endsWith("/count_tokens")) {
					send(exchange, json.createObjectNode().put("input_tokens", new MessagesRequest(call).words()));
				}
				else {
					answer(exchange, new MessagesRequest(call));
				}
			}
		}
	}

	private void answer(HttpExchange exchange, MessagesRequest request) throws IOException {
		if (!request.sideSchema().isMissingNode()) {
			send(exchange, request, Script.parse(""), OfflineReply.toSideCall(request));
			return;
		}
		List<String> texts = request.userTexts();
		Script script = Script.parse(texts.isEmpty() ? "" : texts.getLast());
		Direction.Status status = script.find(Direction.Status.class).orElse(null);
		if (status != null && this.attempts.next(request, "status") <= status.times()) {
			ApiError.of(status.code(), "The script asked for this error").send(exchange);
			return;
		}
		if (request.toolResults().isEmpty()) {
			AnswerStream.pause(script.pauseBefore());
		}
		send(exchange, request, script, OfflineReply.to(request, script));
	}

	private void send(HttpExchange exchange, MessagesRequest request, Script script, Answer answer) throws IOException {
		boolean cut = script.find(Direction.Cut.class).isPresent() && this.attempts.next(request, "cut") == 1;
		Answer fitting = answer.within(request.maxTokens());
		if (request.stream()) {
			exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
			exchange.getResponseHeaders().set("Cache-Control", "no-cache");
			exchange.sendResponseHeaders(200, 0);
			new AnswerStream(exchange.getResponseBody(), fitting, script.spread(), cut).write(fitting);
			exchange.close();
		}
		else if (cut) {
			throw new IOException("Cut off, as the script asked for");
		}
		else {
			AnswerStream.pause(script.spread());
			send(exchange, fitting.whole());
		}
	}

	private static void send(HttpExchange exchange, JsonNode body) throws IOException {
		byte[] bytes = json.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private static JsonNode parse(byte[] body) {
		try {
			return json.readTree(body);
		}
		catch (JacksonException ex) {
			return json.missingNode();
		}
	}

	private static JsonNode models() {
		ObjectNode list = json.createObjectNode();
		list.putArray("data")
			.addObject()
			.put("type", "model")
			.put("id", "offline")
			.put("display_name", "Offline model")
			.put("created_at", "2026-01-01T00:00:00Z");
		return list.put("has_more", false).put("first_id", "offline").put("last_id", "offline");
	}

	private void record(HttpExchange exchange, byte[] body) {
		Map<String, List<String>> headers = new TreeMap<>();
		exchange.getRequestHeaders()
			.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
		this.recorder.accept(new RecordedRequest(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
				headers, new String(body, StandardCharsets.UTF_8)));
	}

}
