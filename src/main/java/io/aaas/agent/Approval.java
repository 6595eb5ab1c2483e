package io.aaas.agent;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A question the CLI asks before it uses a tool, as it is in the database.
 *
 * @param id a UUIDv7
 * @param tenantId who owns it
 * @param agentId the agent whose turn waits for it
 * @param messageId the message whose turn it is; {@code null} in a turn that the CLI
 * began by itself
 * @param launch the launch that asked
 * @param requestId the CLI's own name of the question
 * @param status its state
 * @param toolName the tool the CLI wants to use
 * @param question the CLI's question as it came
 * @param decision what was answered: {@code updated_input}, {@code message},
 * {@code remember}
 * @param reason why it was denied or expired
 * @param createdAt when it was asked
 * @param expiresAt when it becomes a denial
 * @param decidedAt when it was decided
 * @param deliveredAt when the decision was handed to the CLI
 */
public record Approval(String id, String tenantId, String agentId, @Nullable String messageId, int launch,
		String requestId, Status status, String toolName, JsonNode question, @Nullable JsonNode decision,
		@Nullable String reason, Instant createdAt, Instant expiresAt, @Nullable Instant decidedAt,
		@Nullable Instant deliveredAt) {

	/**
	 * The states of an approval.
	 */
	public enum Status {

		PENDING, ALLOWED, DENIED, EXPIRED

	}

	Approval decided(Status status, @Nullable JsonNode decision, @Nullable String reason, Instant at) {
		return new Approval(this.id, this.tenantId, this.agentId, this.messageId, this.launch, this.requestId, status,
				this.toolName, this.question, decision, reason, this.createdAt, this.expiresAt, at, null);
	}

	Approval delivered(Instant at) {
		return new Approval(this.id, this.tenantId, this.agentId, this.messageId, this.launch, this.requestId,
				this.status, this.toolName, this.question, this.decision, this.reason, this.createdAt, this.expiresAt,
				this.decidedAt, at);
	}

}
