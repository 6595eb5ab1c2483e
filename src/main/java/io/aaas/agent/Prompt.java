package io.aaas.agent;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What the model is given of a message: the context, in a block of its own, before the
 * text.
 */
final class Prompt {

	private Prompt() {
	}

	static JsonNode of(Message message) {
		if (message.context() == null) {
			return message.content();
		}
		String context = "<context>\n" + message.context().toPrettyString() + "\n</context>";
		if (message.content().isString()) {
			return AgentChange.JSON.getNodeFactory().stringNode(context + "\n\n" + message.content().stringValue());
		}
		ArrayNode blocks = AgentChange.JSON.createArrayNode();
		blocks.addObject().put("type", "text").put("text", context);
		message.content().forEach(blocks::add);
		return blocks;
	}

}
