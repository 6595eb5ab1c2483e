package io.aaas.agent.web;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.aaas.agent.AgentManager;
import io.aaas.agent.IdempotencyKey;
import io.aaas.agent.Message;
import io.aaas.agent.MessageStatus;
import io.aaas.agent.Submission;
import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Messages: send, wait for the reply, find again, cancel.
 */
@RestController
@Tag(name = "Messages")
@RequestMapping(path = "/api/v1/agents/{agentId}/messages", produces = MediaType.APPLICATION_JSON_VALUE)
class MessageController {

	private final AgentManager agents;

	private final Replies replies;

	MessageController(AgentManager agents, Replies replies) {
		this.agents = agents;
		this.replies = replies;
	}

	/**
	 * Send a message and wait for the reply. The message is stored before anything is
	 * done; a busy agent queues it. `Prefer: respond-async` does not wait, `Prefer:
	 * wait=10` waits ten seconds at most; whoever does not wait to the end gets 202 and
	 * finds the message at `Location`.
	 * <p>
	 * A message that ended as `completed`, `interrupted`, `cancelled` or
	 * `budget_exceeded` is a 200: look at its `status`. One that `failed` is a 502, one
	 * that `timed_out` a 504, both with the message in the member `message`.
	 * @param prefer how to be answered, by RFC 7240: `respond-async`, or `wait=` and a
	 * number of seconds
	 * @param deltas in a stream, whether pieces of the answer are told while they come
	 */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
	@ApiResponse(responseCode = "200", description = "The message has ended.")
	@ApiResponse(responseCode = "202", description = "The message is accepted and has not ended yet.",
			headers = { @Header(name = "Location", ref = "#/components/headers/Location"),
					@Header(name = "Preference-Applied", ref = "#/components/headers/Preference-Applied") })
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.AGENT_STOPPED, ProblemType.AGENT_ERROR, ProblemType.AGENT_BUSY,
			ProblemType.QUEUE_FULL, ProblemType.TURN_FAILED, ProblemType.MESSAGE_TIMED_OUT, ProblemType.STORAGE_FULL,
			ProblemType.DRAINING })
	ResponseEntity<MessageResource> sendMessage(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = "Prefer", required = false) @Schema(example = "wait=10") @Nullable String prefer,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
			@RequestParam(defaultValue = "false") boolean deltas, @RequestBody MessageRequest request) {
		Preference preference = Preference.parse(prefer);
		IdempotencyKey key = request.key(caller.tenantId(), agentId, idempotencyKey);
		Submission submission = this.agents.send(caller.tenantId(), agentId, request.newMessage(), key);
		Message accepted = submission.message();
		Duration patience = preference.wait(this.replies.longestWait());
		Message ended = accepted.status().isTerminal() ? accepted
				: patience.isZero() ? null : this.replies.await(submission.completion(), patience);
		if (ended != null) {
			return this.replies.ended(ended);
		}
		Message latest = this.agents.message(caller.tenantId(), agentId, accepted.id());
		ResponseEntity.BodyBuilder answer = ResponseEntity.accepted()
			.location(URI.create(MessageResource.location(accepted)));
		if (preference.applied() != null) {
			answer.header("Preference-Applied", preference.applied());
		}
		return answer.body(this.replies.shown(latest));
	}

	/**
	 * List an agent's messages, in the order they were accepted.
	 * @param status only messages with this status
	 * @return a page of messages
	 */
	@GetMapping
	@Problems({ ProblemType.AGENT_NOT_FOUND })
	Page<MessageResource> listMessages(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam @Schema(implementation = MessageStatus.class) @Nullable String status,
			@RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit, @RequestParam @Nullable String cursor) {
		return Page.of(this.agents.messages(caller.tenantId(), agentId,
				Paging.constant(MessageStatus.class, "status", status), Paging.cursor(cursor), Paging.limit(limit)),
				this.replies::shown, Message::id);
	}

	/**
	 * Get a message, at once or when it has ended.
	 * @param wait how many seconds to wait for its end, at most; it may not be more than
	 * the service's `MAX_WAIT`, by default 300
	 * @param after in a stream, the `id` behind which to begin
	 * @param deltas in a stream, whether pieces of the answer are told while they come
	 * @param lastEventId in a stream, the `id` of the last event you have seen; it goes
	 * before `after`
	 * @return the message
	 */
	@GetMapping(path = "/{messageId}", produces = MediaType.APPLICATION_JSON_VALUE)
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.MESSAGE_NOT_FOUND })
	MessageResource getMessage(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String messageId, @RequestParam(defaultValue = "0") @Schema(minimum = "0") int wait,
			@RequestParam(defaultValue = "0") @Schema(minimum = "0") long after,
			@RequestParam(defaultValue = "false") boolean deltas,
			@RequestHeader(name = Resumption.HEADER, required = false) @Nullable String lastEventId) {
		Message message = this.agents.message(caller.tenantId(), agentId, messageId);
		Duration patience = this.replies.patience("wait", wait);
		if (message.status().isTerminal() || patience.isZero()) {
			return this.replies.shown(message);
		}
		CompletableFuture<Message> completion = this.agents.completion(caller.tenantId(), message);
		Message ended = this.replies.await(completion, patience);
		return this.replies.shown((ended != null) ? ended : this.agents.message(caller.tenantId(), agentId, messageId));
	}

	/**
	 * Cancel a message. One that waits never runs; one that runs is interrupted. Answers
	 * when it has ended.
	 * @return the message
	 */
	@PostMapping("/{messageId}/cancel")
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.MESSAGE_NOT_FOUND, ProblemType.WRONG_STATE })
	MessageResource cancelMessage(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String messageId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey) {
		IdempotencyKey key = IdempotencyKey.of(caller.tenantId(), idempotencyKey,
				"agents/" + agentId + "/messages/" + messageId + "/cancel", null);
		return MessageResource.of(this.agents.cancel(caller.tenantId(), agentId, messageId, key));
	}

}
