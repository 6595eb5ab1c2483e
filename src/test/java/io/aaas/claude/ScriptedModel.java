package io.aaas.claude;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of the Messages API as the real CLI needs for a turn. A text that starts with
 * {@code bash:} makes it call that command, {@code slow:} makes it take so many
 * milliseconds, {@code big:} makes an answer of so many characters; else it echoes.
 */
public final class ScriptedModel implements AutoCloseable {

	private final JsonMapper mapper = new JsonMapper();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());

	public ScriptedModel() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	public Map<String, String> environment() {
		return Map.of("ANTHROPIC_BASE_URL", "http://127.0.0.1:" + this.server.getAddress().getPort(),
				"ANTHROPIC_API_KEY", "sk-ant-stand-in-0123456789", "CLAUDE_CODE_MAX_RETRIES", "0");
	}

	/** What the person said last, as the model got it. */
	String lastText() {
		return text(this.requests.getLast());
	}

	private void handle(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		if (!exchange.getRequestURI().getPath().equals("/v1/messages")) {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
			return;
		}
		JsonNode request = this.mapper.readTree(body);
		this.requests.add(request);
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		try (OutputStream out = exchange.getResponseBody()) {
			answer(request, out);
		}
		catch (IOException ex) {
			// The CLI has gone away.
		}
	}

	private void answer(JsonNode request, OutputStream out) throws IOException {
		String text = text(request);
		ObjectNode message = this.mapper.createObjectNode();
		message.put("id", "msg_" + UUID.randomUUID()).put("type", "message").put("role", "assistant");
		message.put("model", request.path("model").asString()).putArray("content");
		message.putNull("stop_reason").putNull("stop_sequence").set("usage", usage(1));
		ObjectNode start = this.mapper.createObjectNode();
		start.put("type", "message_start").set("message", message);
		send(out, start);
		String stop = "end_turn";
		if (lastIsToolResult(request)) {
			text(out, "done: " + toolResult(request));
		}
		else if (text.startsWith("bash:")) {
			stop = "tool_use";
			tool(out, text.substring(5));
		}
		else if (text.startsWith("slow:")) {
			slow(out, Integer.parseInt(text.substring(5)));
		}
		else if (text.startsWith("big:")) {
			text(out, "x".repeat(Integer.parseInt(text.substring(4))));
		}
		else {
			text(out, "echo: " + text);
		}
		ObjectNode delta = this.mapper.createObjectNode();
		delta.put("type", "message_delta").set("usage", usage(20));
		delta.putObject("delta").put("stop_reason", stop).putNull("stop_sequence");
		send(out, delta);
		send(out, this.mapper.createObjectNode().put("type", "message_stop"));
	}

	private void text(OutputStream out, String text) throws IOException {
		ObjectNode block = this.mapper.createObjectNode().put("type", "text").put("text", "");
		start(out, block);
		for (int at = 0; at < text.length(); at += 100_000) {
			delta(out, "text_delta", "text", text.substring(at, Math.min(text.length(), at + 100_000)));
		}
		stop(out);
	}

	private void slow(OutputStream out, int millis) throws IOException {
		start(out, this.mapper.createObjectNode().put("type", "text").put("text", ""));
		long end = System.nanoTime() + millis * 1_000_000L;
		while (System.nanoTime() < end) {
			delta(out, "text_delta", "text", "z");
			try {
				Thread.sleep(20);
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}
		stop(out);
	}

	private void tool(OutputStream out, String command) throws IOException {
		ObjectNode block = this.mapper.createObjectNode().put("type", "tool_use").put("name", "Bash");
		block.put("id", "toolu_" + UUID.randomUUID().toString().replace("-", "")).putObject("input");
		start(out, block);
		ObjectNode input = this.mapper.createObjectNode().put("command", command).put("description", "A test");
		delta(out, "input_json_delta", "partial_json", input.toString());
		stop(out);
	}

	private void start(OutputStream out, ObjectNode block) throws IOException {
		ObjectNode event = this.mapper.createObjectNode().put("type", "content_block_start").put("index", 0);
		event.set("content_block", block);
		send(out, event);
	}

	private void delta(OutputStream out, String type, String field, String value) throws IOException {
		ObjectNode event = this.mapper.createObjectNode().put("type", "content_block_delta").put("index", 0);
		event.putObject("delta").put("type", type).put(field, value);
		send(out, event);
	}

	private void stop(OutputStream out) throws IOException {
		send(out, this.mapper.createObjectNode().put("type", "content_block_stop").put("index", 0));
	}

	private void send(OutputStream out, ObjectNode event) throws IOException {
		String frame = "event: " + event.path("type").asString() + "\ndata: " + event + "\n\n";
		out.write(frame.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	private ObjectNode usage(int output) {
		return this.mapper.createObjectNode().put("input_tokens", 100).put("output_tokens", output);
	}

	private static JsonNode lastUser(JsonNode request) {
		JsonNode last = request.path("messages").path(0);
		for (JsonNode message : request.path("messages")) {
			last = message.path("role").asString().equals("user") ? message : last;
		}
		return last.path("content");
	}

	private static String text(JsonNode request) {
		JsonNode content = lastUser(request);
		if (content.isString()) {
			return content.asString();
		}
		String text = "";
		for (JsonNode block : content) {
			String candidate = block.path("text").asString("");
			text = (!candidate.isEmpty() && !candidate.startsWith("<system-reminder>")) ? candidate : text;
		}
		return text;
	}

	private static boolean lastIsToolResult(JsonNode request) {
		for (JsonNode block : lastUser(request)) {
			if (block.path("type").asString("").equals("tool_result")) {
				return true;
			}
		}
		return false;
	}

	private static String toolResult(JsonNode request) {
		StringBuilder result = new StringBuilder();
		for (JsonNode block : lastUser(request)) {
			JsonNode content = block.path("content");
			if (content.isString()) {
				result.append(content.asString());
			}
			for (JsonNode part : content) {
				result.append(part.path("text").asString(""));
			}
		}
		return result.toString();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
