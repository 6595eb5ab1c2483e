package io.aaas.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a message ended.
 *
 * @param status a terminal state
 * @param response the reply's text, whole or as far as it came
 * @param structuredOutput the reply as JSON
 * @param error why it ended without success; {@code null} only if it completed
 * @param usage what the turn used; {@code null} if it never ran
 */
record Outcome(MessageStatus status, @Nullable String response, @Nullable JsonNode structuredOutput,
		@Nullable Failure error, @Nullable Usage usage) {

	static Outcome of(MessageStatus status, FailureCode code, String detail) {
		return new Outcome(status, null, null, new Failure(code, detail), null);
	}

	/** What the event of the end tells. */
	void describe(ObjectNode data) {
		data.put("response", this.response);
		data.set("error", errorDocument());
		data.set("usage", (this.usage != null) ? Documents.tree(this.usage) : null);
	}

	@Nullable JsonNode errorDocument() {
		return (this.error != null) ? Documents.tree(this.error) : null;
	}

}
