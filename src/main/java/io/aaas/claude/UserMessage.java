package io.aaas.claude;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a person says to the model: data, never a command to the CLI. To CLI 2.1.197 to
 * 2.1.330 a text whose first character is {@code /} is a command ({@code /clear} wipes
 * the history), and with one space before it is text like any other.
 *
 * @param uuid the id by which the CLI acknowledges it
 * @param content text or an array of content blocks, as in the Messages API; a leading
 * slash has been given its space
 */
public record UserMessage(String uuid, JsonNode content) {

	public UserMessage {
		content = defused(content);
	}

	public UserMessage(String uuid, String text) {
		this(uuid, JsonNodeFactory.instance.stringNode(text));
	}

	private static JsonNode defused(JsonNode content) {
		if (content instanceof StringNode text) {
			return JsonNodeFactory.instance.stringNode(defused(text.stringValue()));
		}
		if (!(content instanceof ArrayNode)) {
			throw new IllegalArgumentException("content must be a string or an array");
		}
		JsonNode copy = content.deepCopy();
		for (JsonNode block : copy) {
			// Only the last block counts today; which one does is the CLI's choice.
			if (block instanceof ObjectNode object && object.path("text") instanceof StringNode text) {
				object.put("text", defused(text.stringValue()));
			}
		}
		return copy;
	}

	private static String defused(String text) {
		return text.startsWith("/") ? " " + text : text;
	}

}
