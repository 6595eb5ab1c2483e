package io.aaas.agent.web;

import java.util.Map;

import io.aaas.agent.AgentConfig;
import io.aaas.agent.IdempotencyKey;
import io.aaas.agent.Message;
import io.aaas.agent.NewAgent;
import io.aaas.agent.NewMessage;
import io.aaas.agent.OnInterrupt;
import io.aaas.agent.Queries;
import io.aaas.agent.Submission;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * One answer from an agent that lives no longer than it takes.
 */
@RestController
@Tag(name = "Query")
@RequestMapping(path = "/api/v1/query", produces = MediaType.APPLICATION_JSON_VALUE)
class QueryController {

	private final Queries queries;

	private final Replies replies;

	QueryController(Queries queries, Replies replies) {
		this.queries = queries;
		this.replies = replies;
	}

	/**
	 * Ask once. Makes an agent, sends it the message, waits for the reply and deletes the
	 * agent. There is nobody to ask: what needs an approval waits until the time is up.
	 * Whoever finds that agent in the list can stop or delete it as any other.
	 * @return the message
	 */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@Problems({ ProblemType.UNKNOWN_TEMPLATE, ProblemType.UNKNOWN_INTEGRATION, ProblemType.MAX_AGENTS,
			ProblemType.AGENT_NOT_FOUND, ProblemType.AGENT_STOPPED, ProblemType.AGENT_ERROR,
			ProblemType.MESSAGE_NOT_FOUND, ProblemType.TURN_FAILED, ProblemType.MESSAGE_TIMED_OUT,
			ProblemType.AGENT_START_FAILED, ProblemType.CLAUDE_UNAVAILABLE, ProblemType.MODEL_UNAVAILABLE,
			ProblemType.STORAGE_FULL, ProblemType.DRAINING })
	ResponseEntity<MessageResource> query(@AuthenticationPrincipal Caller caller,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
			@RequestBody QueryRequest request) {
		IdempotencyKey key = IdempotencyKey.of(caller.tenantId(), idempotencyKey, "query", request);
		NewMessage message = new MessageRequest(request.message(), request.context(), request.outputSchema(),
				request.timeout(), null, request.onInterrupt())
			.newMessage();
		Submission submission = this.queries.ask(caller.tenantId(),
				new NewAgent("query", request.config(), Map.of(), true, true), message, key);
		try {
			Message ended = this.replies.await(submission.completion(), this.replies.longestWait());
			if (ended == null && this.replies.closing()) {
				throw new ProblemException(ProblemType.DRAINING, "The service is shutting down; ask again");
			}
			if (ended == null) {
				throw new ProblemException(ProblemType.MESSAGE_TIMED_OUT,
						"There was no answer within " + this.replies.longestWait().toSeconds() + " s");
			}
			return this.replies.ended(ended);
		}
		finally {
			this.queries.close(caller.tenantId(), submission);
		}
	}

	/**
	 * A question to an agent that is made for it.
	 *
	 * @param config the agent's configuration
	 * @param message text, or an array of content blocks
	 * @param context any JSON that the model shall know beside it
	 * @param outputSchema a JSON Schema that the reply is held to
	 * @param timeout how long the turn may run, in seconds
	 * @param onInterrupt what becomes of it if its turn is cut off: {@code fail} (if
	 * absent) or {@code retry}, as for a message
	 */
	record QueryRequest(@Schema(implementation = AgentConfig.class) @Nullable ObjectNode config,
			@Schema(ref = "#/components/schemas/MessageContent",
					requiredMode = Schema.RequiredMode.REQUIRED) @Nullable JsonNode message,
			@Nullable JsonNode context, @Schema(implementation = ObjectNode.class) @Nullable JsonNode outputSchema,
			@Schema(minimum = "1", maximum = "604800") @Nullable Integer timeout, @Nullable OnInterrupt onInterrupt) {
	}

}
