package io.aaas.agent.web;

import java.time.Instant;

import io.aaas.agent.Failure;
import io.aaas.agent.Message;
import io.aaas.agent.MessageStatus;
import io.aaas.agent.OnInterrupt;
import io.aaas.agent.Usage;
import io.aaas.agent.Waiting;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One piece of user input and the turn that answers it.
 *
 * @param id its id
 * @param agentId the agent it was sent to
 * @param status its state; all but {@code queued}, {@code running} and
 * {@code waiting_approval} are final
 * @param message what was sent
 * @param context what was sent beside it
 * @param outputSchema what the reply is held to
 * @param response the reply's text
 * @param structuredOutput the reply as JSON, where a schema asked for it
 * @param error why it ended without success
 * @param usage what the turn used
 * @param attempt which try this is, from 1
 * @param onInterrupt what becomes of it if its turn is cut off by nobody's wish
 * @param queuePosition its place in the queue, from 1; {@code null} unless it waits there
 * @param waitingFor what has to come before the next message of the queue runs
 * @param createdAt when it was accepted
 * @param startedAt when its turn began
 * @param finishedAt when it reached its final state
 */
@Schema(name = "Message")
record MessageResource(@Schema(format = "uuid") String id, @Schema(format = "uuid") String agentId,
		MessageStatus status, @Schema(ref = "#/components/schemas/MessageContent") JsonNode message,
		@Nullable JsonNode context, @Nullable JsonNode outputSchema, @Nullable String response,
		@Nullable JsonNode structuredOutput, @Nullable Failure error, @Nullable Usage usage, int attempt,
		OnInterrupt onInterrupt, @Schema(minimum = "1") @Nullable Integer queuePosition,
		@Nullable WaitingFor waitingFor, Instant createdAt, @Nullable Instant startedAt, @Nullable Instant finishedAt) {

	/** A message that does not wait. */
	static MessageResource of(Message message) {
		return of(message, null);
	}

	static MessageResource of(Message message, @Nullable Waiting waiting) {
		return new MessageResource(message.id(), message.agentId(), message.status(), message.content(),
				message.context(), message.outputSchema(), message.response(), message.structuredOutput(),
				message.error(), message.usage(), message.attempt(), message.onInterrupt(),
				(waiting != null) ? waiting.position() : null,
				(waiting != null) ? new WaitingFor(waiting.reason(), waiting.messageId(), waiting.until()) : null,
				message.createdAt(), message.startedAt(), message.finishedAt());
	}

	static String location(Message message) {
		return "/api/v1/agents/" + message.agentId() + "/messages/" + message.id();
	}

	/**
	 * What has to come before the next message of the queue runs.
	 *
	 * @param reason {@code turn}: the turn of {@code message_id} ends; {@code approval}:
	 * somebody answers what that turn asks; {@code cli_turn}: a turn ends that the CLI
	 * began by itself; {@code process}: the agent's process is ready; {@code back_off}:
	 * it did not start, which is tried again at {@code until}; {@code slot}: the process
	 * of another agent ends; {@code storage}: the disk is too full; {@code shutdown}: the
	 * service is started again
	 * @param messageId the message whose turn has to end
	 * @param until when a failed start is tried again
	 */
	@Schema(name = "WaitingFor")
	record WaitingFor(Waiting.Reason reason, @Schema(format = "uuid") @Nullable String messageId,
			@Nullable Instant until) {
	}

}
