package io.aaas.model;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds calls of the Messages API in the shape the CLI gives them.
 */
final class Conversation {

	private final ObjectNode body = JsonMapper.shared().createObjectNode();

	private Conversation() {
		this.body.put("model", "claude-test").put("max_tokens", 64_000);
		this.body.putObject("metadata").put("user_id", "{\"session_id\":\"s\"}");
		this.body.putArray("messages");
		offer("Bash");
	}

	static Conversation with(String text) {
		return new Conversation().user(text);
	}

	Conversation user(String text) {
		ArrayNode content = message("user");
		content.addObject()
			.put("type", "text")
			.put("text", "<system-reminder>\n!reply not the user\n</system-reminder>");
		content.addObject().put("type", "text").put("text", text);
		this.body.withArray("messages").addObject().put("role", "system").put("content", "!reply not the user");
		return this;
	}

	/**
	 * What the CLI makes of a message that follows one without an answer.
	 */
	Conversation userAgain(String text) {
		ArrayNode content = (ArrayNode) this.body.withArray("messages")
			.path(this.body.path("messages").size() - 2)
			.path("content");
		ObjectNode last = (ObjectNode) content.path(content.size() - 1);
		last.put("text", last.path("text").asString() + "\n");
		content.addObject().put("type", "text").put("text", text);
		return this;
	}

	Conversation image() {
		ArrayNode content = message("user");
		content.addObject().put("type", "image");
		content.addObject().put("type", "text").put("text", "[Image: source: /tmp/1.png]");
		return this;
	}

	Conversation assistant(String text) {
		message("assistant").addObject().put("type", "text").put("text", text);
		return this;
	}

	Conversation toolResult(String text) {
		message("assistant").addObject().put("type", "tool_use").put("id", "t").put("name", "Bash").putObject("input");
		message("user").addObject().put("type", "tool_result").put("tool_use_id", "t").put("content", text);
		return this;
	}

	Conversation streamed() {
		this.body.put("stream", true);
		return this;
	}

	Conversation maxTokens(int maxTokens) {
		this.body.put("max_tokens", maxTokens);
		return this;
	}

	Conversation offer(String tool) {
		this.body.withArray("tools").addObject().put("name", tool);
		return this;
	}

	/**
	 * The shape of the calls that the CLI makes for a title.
	 */
	Conversation asSideCall() {
		this.body.putArray("tools");
		ObjectNode schema = this.body.putObject("output_config").putObject("format").putObject("schema");
		schema.putObject("properties").putObject("title").put("type", "string");
		return this;
	}

	private ArrayNode message(String role) {
		return this.body.withArray("messages").addObject().put("role", role).putArray("content");
	}

	@Override
	public String toString() {
		return this.body.toString();
	}

}
