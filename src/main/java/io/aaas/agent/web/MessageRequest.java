package io.aaas.agent.web;

import java.time.Duration;
import java.util.List;

import io.aaas.agent.IdempotencyKey;
import io.aaas.agent.NewMessage;
import io.aaas.agent.OnInterrupt;
import io.aaas.agent.WhenBusy;
import io.aaas.claude.InvalidOptionException;
import io.aaas.claude.OutputSchema;
import io.aaas.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message to be sent.
 *
 * @param message text, or an array of content blocks of the Messages API
 * @param context any JSON that the model shall know beside it; it comes before the text,
 * in a block of its own
 * @param outputSchema a JSON Schema (draft-07, an object at its root) that the reply is
 * held to: it is in {@code structured_output} then, and a reply that does not satisfy it
 * is a failure. A change of schema costs the agent a restart of its process, some 0.6
 * seconds
 * @param timeout how long the turn may run, in seconds; the agent's
 * {@code message_timeout} if absent
 * @param whenBusy what becomes of it if the agent is busy: {@code queue} (if absent) lets
 * it wait behind the others, {@code reject} is a 409 {@code agent_busy} then,
 * {@code interrupt} lets it run next and interrupts what runs; of several of these the
 * latest is the first
 * @param onInterrupt what becomes of it if its turn is cut off by nobody's wish, because
 * the CLI ended or the service was lost: {@code fail} (if absent) ends it, {@code retry}
 * lets it run again from its beginning, three attempts in all
 */
record MessageRequest(
		@Schema(ref = "#/components/schemas/MessageContent",
				requiredMode = Schema.RequiredMode.REQUIRED) @Nullable JsonNode message,
		@Nullable JsonNode context, @Schema(implementation = ObjectNode.class) @Nullable JsonNode outputSchema,
		@Schema(minimum = "1", maximum = "604800") @Nullable Integer timeout, @Nullable WhenBusy whenBusy,
		@Nullable OnInterrupt onInterrupt) {

	private static final int LONGEST_TIMEOUT = 7 * 24 * 3600;

	private static final List<String> SOURCE_TEXTS = List.of("type", "media_type", "data");

	NewMessage newMessage() {
		if (this.timeout != null && (this.timeout < 1 || this.timeout > LONGEST_TIMEOUT)) {
			throw ProblemException.invalidField("timeout", "must be 1 to " + LONGEST_TIMEOUT + " seconds");
		}
		boolean noContext = this.context == null || this.context.isNull();
		return new NewMessage(content(this.message), noContext ? null : this.context, schema(),
				(this.timeout != null) ? Duration.ofSeconds(this.timeout) : null,
				(this.whenBusy != null) ? this.whenBusy : WhenBusy.QUEUE,
				(this.onInterrupt != null) ? this.onInterrupt : OnInterrupt.FAIL);
	}

	/** The name under which it is sent, if it has one. */
	@Nullable IdempotencyKey key(String tenantId, String agentId, @Nullable String text) {
		return IdempotencyKey.of(tenantId, text, "agents/" + agentId + "/messages", this);
	}

	private @Nullable OutputSchema schema() {
		if (this.outputSchema == null || this.outputSchema.isNull()) {
			return null;
		}
		try {
			return OutputSchema.of(this.outputSchema);
		}
		catch (InvalidOptionException ex) {
			throw ProblemException.invalidField(ex.field(), ex.detail());
		}
	}

	private static JsonNode content(@Nullable JsonNode message) {
		if (message == null || message.isNull()) {
			throw ProblemException.invalidField("message", "is required: text, or an array of content blocks");
		}
		if (message.isString()) {
			checkText("message", message);
			return message;
		}
		if (!message.isArray() || message.isEmpty()) {
			throw ProblemException.invalidField("message", "must be text, or a non-empty array of content blocks");
		}
		for (int i = 0; i < message.size(); i++) {
			checkBlock("message[" + i + "]", message.get(i));
		}
		return message;
	}

	private static void checkBlock(String path, JsonNode block) {
		String type = block.path("type").asString("");
		switch (type) {
			case "text" -> checkText(path + ".text", block.path("text"));
			case "image", "document" -> {
				checkSource(path + ".source", block.path("source"));
			}
			default -> throw ProblemException.invalidField(path + ".type", "must be one of: text, image, document");
		}
	}

	/** What a source holds besides is between the caller and the Messages API. */
	private static void checkSource(String path, JsonNode source) {
		if (!source.isObject()) {
			throw ProblemException.invalidField(path, "must be an object");
		}
		for (String part : SOURCE_TEXTS) {
			if (source.has(part) && !source.path(part).isString()) {
				throw ProblemException.invalidField(path + "." + part, "must be a string");
			}
		}
	}

	private static void checkText(String path, JsonNode text) {
		if (!text.isString() || text.stringValue().isBlank()) {
			throw ProblemException.invalidField(path, "must not be blank");
		}
	}

}
