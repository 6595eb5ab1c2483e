package io.aaas.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person's answer to an approval.
 *
 * @param allow whether the tool may run
 * @param message what the model is told when it may not
 * @param updatedInput the input to run it with instead of the one asked for
 * @param answers the answers to an {@code AskUserQuestion}, by question
 * @param forSession whether the same need not be asked again in this session
 */
public record Decision(boolean allow, @Nullable String message, @Nullable JsonNode updatedInput,
		@Nullable JsonNode answers, boolean forSession) {

	JsonNode document() {
		ObjectNode document = AgentChange.JSON.createObjectNode();
		document.put("message", this.message);
		document.set("updated_input", this.updatedInput);
		document.set("answers", this.answers);
		document.put("remember", this.forSession ? "session" : "once");
		return document;
	}

	/** The input the tool runs with. */
	JsonNode input(Approval approval) {
		if (this.updatedInput != null) {
			return this.updatedInput;
		}
		JsonNode asked = approval.question().path("input");
		if (this.answers != null && asked instanceof ObjectNode object) {
			ObjectNode answered = object.deepCopy();
			answered.set("answers", this.answers);
			return answered;
		}
		return asked;
	}

}
