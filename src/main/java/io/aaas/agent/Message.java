package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;

import io.aaas.claude.OutputSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One piece of user input and the turn that answers it, as it is in the database.
 *
 * @param id a UUIDv7
 * @param tenantId who owns it
 * @param agentId the agent it was sent to
 * @param position its place among the agent's messages: the smallest queued one runs
 * next; below 0 if it was put ahead of all others
 * @param status its state
 * @param content text or an array of content blocks, as the caller sent it
 * @param context what the caller wants the model to know beside it
 * @param outputSchema what the reply is held to; {@code null} for plain text
 * @param timeout how long its turn may run, not counting the time an approval waits
 * @param onInterrupt what becomes of it if its turn is cut off
 * @param attempt which try this is, from 1
 * @param redeliveries how often a process ended before it took this attempt
 * @param cliUuid the uuid under which the CLI knows this attempt
 * @param launch the launch it was handed to
 * @param delivery how far the CLI has it; {@code null} until it was handed over
 * @param response the reply's text
 * @param structuredOutput the reply as JSON, where a schema asked for it
 * @param error why it ended without success
 * @param usage what the turn used
 * @param createdAt when it was accepted
 * @param startedAt when its turn began
 * @param finishedAt when it reached its terminal state
 */
public record Message(String id, String tenantId, String agentId, long position, MessageStatus status, JsonNode content,
		@Nullable JsonNode context, @Nullable JsonNode outputSchema, Duration timeout, OnInterrupt onInterrupt,
		int attempt, int redeliveries, String cliUuid, @Nullable Integer launch, @Nullable Delivery delivery,
		@Nullable String response, @Nullable JsonNode structuredOutput, @Nullable Failure error, @Nullable Usage usage,
		Instant createdAt, @Nullable Instant startedAt, @Nullable Instant finishedAt) {

	private static final int MOST_ATTEMPTS = 3;

	/**
	 * How far the CLI has a message that was handed to it.
	 */
	enum Delivery {

		/** Written to the CLI's input, perhaps. */
		WRITTEN,

		/** The CLI has begun a turn since. */
		TAKEN,

		/** The CLI has named the message. */
		ACKNOWLEDGED

	}

	/** What the reply is held to; {@code null} for plain text. */
	@Nullable OutputSchema answerSchema() {
		return (this.outputSchema != null) ? OutputSchema.stored(this.outputSchema) : null;
	}

	/** The same attempt once more: no process took it. */
	Message queuedAgain(long position) {
		return queued(position, this.attempt, this.redeliveries + 1, this.cliUuid);
	}

	/**
	 * Whether it has waited all the time: only that is what the queue's timeout is for.
	 */
	boolean neverRan() {
		return this.attempt == 1 && this.redeliveries == 0;
	}

	/** Whether it may be tried anew when its turn is cut off. */
	boolean hasAttemptsLeft() {
		return this.onInterrupt == OnInterrupt.RETRY && this.attempt < MOST_ATTEMPTS;
	}

	/**
	 * The next attempt, under a uuid of its own: 2.1.197 never runs one again whose turn
	 * was cut off.
	 */
	Message retried(long position) {
		return queued(position, this.attempt + 1, 0, Identifiers.next());
	}

	private Message queued(long position, int attempt, int redeliveries, String cliUuid) {
		return new Message(this.id, this.tenantId, this.agentId, position, MessageStatus.QUEUED, this.content,
				this.context, this.outputSchema, this.timeout, this.onInterrupt, attempt, redeliveries, cliUuid, null,
				null, null, null, null, null, this.createdAt, null, null);
	}

	Message started(int launch, Instant at) {
		return new Message(this.id, this.tenantId, this.agentId, this.position, MessageStatus.RUNNING, this.content,
				this.context, this.outputSchema, this.timeout, this.onInterrupt, this.attempt, this.redeliveries,
				this.cliUuid, launch, Delivery.WRITTEN, null, null, null, null, this.createdAt, at, null);
	}

	Message withStatus(MessageStatus status) {
		return new Message(this.id, this.tenantId, this.agentId, this.position, status, this.content, this.context,
				this.outputSchema, this.timeout, this.onInterrupt, this.attempt, this.redeliveries, this.cliUuid,
				this.launch, this.delivery, this.response, this.structuredOutput, this.error, this.usage,
				this.createdAt, this.startedAt, this.finishedAt);
	}

	Message withDelivery(Delivery delivery) {
		return new Message(this.id, this.tenantId, this.agentId, this.position, this.status, this.content, this.context,
				this.outputSchema, this.timeout, this.onInterrupt, this.attempt, this.redeliveries, this.cliUuid,
				this.launch, delivery, this.response, this.structuredOutput, this.error, this.usage, this.createdAt,
				this.startedAt, this.finishedAt);
	}

	Message finished(Outcome outcome, Instant at) {
		return new Message(this.id, this.tenantId, this.agentId, this.position, outcome.status(), this.content,
				this.context, this.outputSchema, this.timeout, this.onInterrupt, this.attempt, this.redeliveries,
				this.cliUuid, this.launch, this.delivery, outcome.response(), outcome.structuredOutput(),
				outcome.error(), outcome.usage(), this.createdAt, this.startedAt, at);
	}

}
