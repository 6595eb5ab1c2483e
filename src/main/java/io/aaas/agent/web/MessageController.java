package io.aaas.agent.web;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.aaas.agent.AgentManager;
import io.aaas.agent.Message;
import io.aaas.agent.MessageStatus;
import io.aaas.agent.Submission;
import io.aaas.security.Caller;
import org.jspecify.annotations.Nullable;

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
@RequestMapping("/api/v1/agents/{agentId}/messages")
class MessageController {

	private final AgentManager agents;

	private final Replies replies;

	MessageController(AgentManager agents, Replies replies) {
		this.agents = agents;
		this.replies = replies;
	}

	@PostMapping
	ResponseEntity<MessageResource> send(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
			@RequestBody MessageRequest request) {
		Preference preference = Preference.parse(prefer);
		Submission submission = this.agents.send(caller.tenantId(), agentId, request.newMessage());
		Message accepted = submission.message();
		Duration patience = preference.wait(this.replies.longestWait());
		Message ended = patience.isZero() ? null : Replies.await(submission.completion(), patience);
		if (ended != null) {
			return this.replies.ended(ended);
		}
		Message latest = this.agents.message(caller.tenantId(), agentId, accepted.id());
		ResponseEntity.BodyBuilder answer = ResponseEntity.accepted()
			.location(URI.create(MessageResource.location(accepted)));
		if (preference.applied() != null) {
			answer.header("Preference-Applied", preference.applied());
		}
		return answer.body(MessageResource.of(latest));
	}

	@GetMapping
	Page<MessageResource> list(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam @Nullable String status, @RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit,
			@RequestParam @Nullable String cursor) {
		return Page.of(this.agents.messages(caller.tenantId(), agentId,
				Paging.constant(MessageStatus.class, "status", status), Paging.cursor(cursor), Paging.limit(limit) + 1),
				limit, MessageResource::of, Message::id);
	}

	@GetMapping("/{messageId}")
	MessageResource get(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String messageId, @RequestParam(defaultValue = "0") int wait) {
		Message message = this.agents.message(caller.tenantId(), agentId, messageId);
		Duration patience = this.replies.patience("wait", wait);
		if (message.status().isTerminal() || patience.isZero()) {
			return MessageResource.of(message);
		}
		CompletableFuture<Message> completion = this.agents.completion(caller.tenantId(), message);
		Message ended = Replies.await(completion, patience);
		return MessageResource.of((ended != null) ? ended : this.agents.message(caller.tenantId(), agentId, messageId));
	}

	@PostMapping("/{messageId}/cancel")
	MessageResource cancel(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String messageId) {
		return MessageResource.of(this.agents.cancel(caller.tenantId(), agentId, messageId));
	}

}
