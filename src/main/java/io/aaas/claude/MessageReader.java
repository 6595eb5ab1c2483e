package io.aaas.claude;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The meaning of a line's JSON object. Never throws: a field that is absent or of another
 * type counts as not said.
 */
final class MessageReader {

	/** Beyond it a number is nonsense, and its plain digits would fill the memory. */
	private static final int MAX_SCALE = 30;

	private MessageReader() {
	}

	static ClaudeMessage read(ObjectNode line) {
		String type = textOr(line, "type", "");
		return switch (type) {
			case "system" -> system(line);
			case "assistant" -> assistant(line);
			case "user" -> user(line);
			case "stream_event" -> streamEvent(line);
			case "result" -> result(line);
			case "control_request" -> question(line);
			case "control_response" -> reply(line.path("response"));
			case "control_cancel_request" -> new ClaudeMessage.ControlCancel(textOr(line, "request_id", ""));
			case "command_lifecycle" ->
				new ClaudeMessage.Lifecycle(textOr(line, "command_uuid", ""), textOr(line, "state", ""));
			default -> new ClaudeMessage.Unknown(type);
		};
	}

	private static ClaudeMessage system(ObjectNode line) {
		String subtype = textOr(line, "subtype", "");
		String session = text(line, "session_id");
		return switch (subtype) {
			case "init" ->
				(session != null)
						? new ClaudeMessage.Init(session, text(line, "model"), text(line, "claude_code_version"),
								text(line, "cwd"), text(line, "permissionMode"))
						: new ClaudeMessage.OtherSystem(subtype);
			case "status" -> new ClaudeMessage.Status(text(line, "status"), text(line, "permissionMode"));
			case "api_retry" -> new ClaudeMessage.ApiRetry(integer(line, "attempt"), integer(line, "max_retries"),
					millis(line, "retry_delay_ms"), status(line, "error_status"), text(line, "error"));
			default -> new ClaudeMessage.OtherSystem(subtype);
		};
	}

	private static ClaudeMessage assistant(ObjectNode line) {
		JsonNode message = line.path("message");
		StringBuilder text = new StringBuilder();
		List<String> tools = new ArrayList<>();
		for (JsonNode block : message.path("content")) {
			String kind = textOr(block, "type", "");
			if (kind.equals("text")) {
				text.append(textOr(block, "text", ""));
			}
			else if (kind.equals("tool_use")) {
				tools.add(textOr(block, "name", ""));
			}
		}
		TokenUsage usage = message.path("usage").isObject() ? usage(message.path("usage")) : null;
		return new ClaudeMessage.Assistant(text(message, "id"), text.toString(), List.copyOf(tools), usage,
				text(line, "parent_tool_use_id"), text(line, "error"));
	}

	private static ClaudeMessage user(ObjectNode line) {
		String uuid = text(line, "uuid");
		if (line.path("isReplay").asBoolean(false) && uuid != null) {
			return new ClaudeMessage.Replay(uuid);
		}
		List<String> calls = new ArrayList<>();
		boolean error = false;
		for (JsonNode block : line.path("message").path("content")) {
			if (textOr(block, "type", "").equals("tool_result")) {
				calls.add(textOr(block, "tool_use_id", ""));
				error |= block.path("is_error").asBoolean(false);
			}
		}
		return calls.isEmpty() ? new ClaudeMessage.Unknown("user")
				: new ClaudeMessage.ToolResult(List.copyOf(calls), error, text(line, "parent_tool_use_id"));
	}

	private static ClaudeMessage streamEvent(ObjectNode line) {
		JsonNode event = line.path("event");
		JsonNode delta = event.path("delta");
		String text = textOr(delta, "type", "").equals("text_delta") ? text(delta, "text") : null;
		return new ClaudeMessage.StreamEvent(textOr(event, "type", ""), text(event.path("message"), "id"),
				event.path("index").asInt(-1), text, text(line, "parent_tool_use_id"));
	}

	private static ClaudeMessage result(ObjectNode line) {
		JsonNode structured = line.path("structured_output");
		List<String> errors = new ArrayList<>();
		for (JsonNode error : line.path("errors")) {
			errors.add(error.isString() ? clean(error.stringValue()) : error.toString());
		}
		return new ClaudeMessage.Result(textOr(line, "subtype", ""), line.path("is_error").asBoolean(false),
				text(line, "result"), structured.isMissingNode() ? null : structured, List.copyOf(errors),
				text(line, "terminal_reason"), status(line, "api_error_status"), decimal(line.path("total_cost_usd")),
				usage(line.path("usage")), integer(line, "num_turns"), millis(line, "duration_ms"),
				text(line, "session_id"));
	}

	private static ClaudeMessage question(ObjectNode line) {
		JsonNode request = line.path("request");
		JsonNode input = request.path("input");
		JsonNode suggestions = request.path("permission_suggestions");
		return new ClaudeMessage.ControlQuestion(textOr(line, "request_id", ""), textOr(request, "subtype", ""),
				textOr(request, "tool_name", ""), text(request, "display_name"),
				input.isMissingNode() ? StreamJson.object() : input, text(request, "tool_use_id"),
				text(request, "description"), suggestions.isArray() ? suggestions : null, text(request, "blocked_path"),
				text(request, "agent_id"));
	}

	private static ClaudeMessage reply(JsonNode response) {
		JsonNode content = response.path("response");
		return new ClaudeMessage.ControlReply(textOr(response, "request_id", ""),
				textOr(response, "subtype", "").equals("success"), content.isMissingNode() ? null : content,
				text(response, "error"));
	}

	static TokenUsage usage(JsonNode usage) {
		return new TokenUsage(count(usage, "input_tokens"), count(usage, "output_tokens"),
				count(usage, "cache_read_input_tokens"), count(usage, "cache_creation_input_tokens"));
	}

	private static long count(JsonNode node, String field) {
		return Math.max(0, node.path(field).asLong(0));
	}

	private static int integer(JsonNode node, String field) {
		return node.path(field).asInt(0);
	}

	private static @Nullable Integer status(JsonNode node, String field) {
		int status = node.path(field).asInt(0);
		return (status != 0) ? Integer.valueOf(status) : null;
	}

	private static Duration millis(JsonNode node, String field) {
		BigDecimal millis = decimal(node.path(field));
		return (millis != null) ? Duration.ofMillis(millis.longValue()) : Duration.ZERO;
	}

	private static @Nullable BigDecimal decimal(JsonNode node) {
		if (!node.isNumber()) {
			return null;
		}
		BigDecimal value = node.decimalValue();
		return (Math.abs(value.scale()) <= MAX_SCALE && value.precision() <= MAX_SCALE) ? value : null;
	}

	private static @Nullable String text(JsonNode node, String field) {
		JsonNode value = node.path(field);
		return value.isString() ? clean(value.stringValue()) : null;
	}

	private static String textOr(JsonNode node, String field, String otherwise) {
		String text = text(node, field);
		return (text != null) ? text : otherwise;
	}

	/** Without what is valid in JSON but neither in UTF-8 nor in a database. */
	static String clean(String text) {
		int length = text.length();
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c == 0 || Character.isSurrogate(c)) {
				return cleaned(text, i);
			}
		}
		return text;
	}

	private static String cleaned(String text, int from) {
		StringBuilder result = new StringBuilder(text.length()).append(text, 0, from);
		text.substring(from).codePoints().forEach((c) -> {
			if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
				result.append('\uFFFD');
			}
			else if (c != 0) {
				result.appendCodePoint(c);
			}
		});
		return result.toString();
	}

}
