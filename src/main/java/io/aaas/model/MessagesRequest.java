package io.aaas.model;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * A call of the Messages API, as far as the offline model looks into it.
 *
 * @param body the call
 */
record MessagesRequest(JsonNode body) {

	// Texts that the CLI puts among the user's, on its own.
	private static final List<String> NOT_THE_USER = List.of("<system-reminder>", "[Image: source:",
			"Your response above was cut off");

	private static final String INTERRUPTED = "[Request interrupted by user";

	String model() {
		return this.body.path("model").asString("");
	}

	boolean stream() {
		return this.body.path("stream").asBoolean(false);
	}

	int maxTokens() {
		return this.body.path("max_tokens").asInt(Integer.MAX_VALUE);
	}

	String session() {
		return this.body.path("metadata").path("user_id").asString("");
	}

	boolean offers(String tool) {
		return this.body.path("tools")
			.valueStream()
			.anyMatch((offered) -> tool.equals(offered.path("name").asString("")));
	}

	/**
	 * The schema of a call that the CLI makes by itself, such as for a title. It quotes
	 * the user's text, scripts and all.
	 * @return the schema, or a missing node if this call is the conversation's
	 */
	JsonNode sideSchema() {
		return this.body.path("tools").isEmpty() ? this.body.path("output_config").path("format").path("schema")
				: this.body.path("no side call");
	}

	/**
	 * What the user said so far.
	 * @return one text for each message of the user, oldest first
	 */
	List<String> userTexts() {
		List<String> texts = new ArrayList<>();
		for (JsonNode message : this.body.path("messages")) {
			texts.addAll(userTexts(message));
		}
		return texts;
	}

	/**
	 * The results of the tools that were called since the user's last text.
	 * @return one text for each result
	 */
	List<String> toolResults() {
		List<String> results = new ArrayList<>();
		for (JsonNode message : this.body.path("messages")) {
			if (!userTexts(message).isEmpty()) {
				results.clear();
				continue;
			}
			for (JsonNode block : message.path("content")) {
				if ("tool_result".equals(block.path("type").asString(""))) {
					results.add(String.join("\n", texts(block.path("content"))));
				}
			}
		}
		return results;
	}

	/**
	 * All words of the conversation, a stand-in for tokens.
	 * @return a number that the same conversation always gives
	 */
	int words() {
		int words = 0;
		for (JsonNode message : this.body.path("messages")) {
			for (String text : texts(message.path("content"))) {
				words += Words.count(text);
			}
		}
		return words;
	}

	/**
	 * Several messages of the user come as one if the first were not answered. The CLI
	 * then ends each but the last with a line feed.
	 */
	private static List<String> userTexts(JsonNode message) {
		if (!"user".equals(message.path("role").asString(""))) {
			return List.of();
		}
		List<String> texts = new ArrayList<>();
		List<String> parts = new ArrayList<>();
		for (String part : parts(message.path("content"))) {
			if (!part.startsWith(INTERRUPTED)) {
				parts.add(part);
			}
			boolean last = part.endsWith("\n") && !part.strip().endsWith("</context>");
			if (last || part.startsWith(INTERRUPTED)) {
				addJoined(parts, texts);
			}
		}
		addJoined(parts, texts);
		return texts;
	}

	private static void addJoined(List<String> parts, List<String> texts) {
		String text = String.join("\n", parts).stripTrailing();
		if (!text.isEmpty()) {
			texts.add(text);
		}
		parts.clear();
	}

	private static List<String> parts(JsonNode content) {
		if (content.isString()) {
			return List.of(content.stringValue());
		}
		return content.valueStream().map((block) -> switch (block.path("type").asString("")) {
			case "text" -> block.path("text").asString("");
			case "image" -> "[image]";
			case "document" -> "[document]";
			default -> "";
		}).filter((part) -> !part.isEmpty() && NOT_THE_USER.stream().noneMatch(part::startsWith)).toList();
	}

	private static List<String> texts(JsonNode content) {
		if (content.isString()) {
			return List.of(content.stringValue());
		}
		return content.valueStream()
			.filter((block) -> "text".equals(block.path("type").asString("")))
			.map((block) -> block.path("text").asString(""))
			.toList();
	}

}
