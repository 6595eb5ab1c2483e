package io.aaas.model;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One answer of the offline model.
 *
 * @param model the model's name, as it was asked for
 * @param blocks what it says
 * @param stopReason why it ends
 * @param inputTokens the size of what it was asked
 */
record Answer(String model, List<Block> blocks, String stopReason, int inputTokens) {

	sealed interface Block {

		int tokens();

	}

	record Text(String text) implements Block {

		@Override
		public int tokens() {
			return Words.count(this.text);
		}

	}

	record Thinking(String text) implements Block {

		@Override
		public int tokens() {
			return Words.count(this.text);
		}

	}

	record ToolUse(String name, JsonNode input) implements Block {

		@Override
		public int tokens() {
			return 1 + Words.count(this.input.toString());
		}

	}

	/**
	 * This answer, cut off at the limit as the real API does it.
	 * @param maxTokens the limit
	 * @return this answer, or the beginning of its text
	 */
	Answer within(int maxTokens) {
		if (outputTokens() <= maxTokens || !(this.blocks.getLast() instanceof Text text)) {
			return this;
		}
		List<String> words = Words.of(text.text());
		int tooMany = Math.min(words.size(), outputTokens() - maxTokens);
		List<Block> kept = new ArrayList<>(this.blocks.subList(0, this.blocks.size() - 1));
		kept.add(new Text(String.join("", words.subList(0, words.size() - tooMany))));
		return new Answer(this.model, kept, "max_tokens", this.inputTokens);
	}

	int outputTokens() {
		return this.blocks.stream().mapToInt(Block::tokens).sum();
	}

	/**
	 * The message as {@code message_start} announces it.
	 * @return a message without content
	 */
	ObjectNode start() {
		ObjectNode message = JsonMapper.shared().createObjectNode();
		message.put("id", id("msg_")).put("type", "message").put("role", "assistant").put("model", this.model);
		message.putArray("content");
		message.putNull("stop_reason").putNull("stop_sequence");
		message.set("usage", usage(1));
		return message;
	}

	/**
	 * The whole message, for a call that does not stream.
	 * @return the message
	 */
	ObjectNode whole() {
		ObjectNode message = start();
		for (Block block : this.blocks) {
			ObjectNode content = begin(block);
			switch (block) {
				case Text text -> content.put("text", text.text());
				case Thinking thinking -> content.put("thinking", thinking.text()).put("signature", "offline");
				case ToolUse tool -> content.set("input", tool.input());
			}
			message.withArray("content").add(content);
		}
		message.put("stop_reason", this.stopReason);
		message.set("usage", usage(outputTokens()));
		return message;
	}

	/**
	 * A block as {@code content_block_start} announces it.
	 * @param block the block
	 * @return the block without its content
	 */
	static ObjectNode begin(Block block) {
		ObjectNode content = JsonMapper.shared().createObjectNode();
		return switch (block) {
			case Text _ -> content.put("type", "text").put("text", "");
			case Thinking _ -> content.put("type", "thinking").put("thinking", "").put("signature", "");
			case ToolUse tool -> {
				content.put("type", "tool_use").put("id", id("toolu_")).put("name", tool.name());
				content.putObject("input");
				yield content;
			}
		};
	}

	ObjectNode usage(int outputTokens) {
		return JsonMapper.shared()
			.createObjectNode()
			.put("input_tokens", this.inputTokens)
			.put("cache_creation_input_tokens", 0)
			.put("cache_read_input_tokens", 0)
			.put("output_tokens", outputTokens);
	}

	private static String id(String prefix) {
		return prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
	}

}
