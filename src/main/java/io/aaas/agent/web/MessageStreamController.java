package io.aaas.agent.web;

import java.io.IOException;
import java.util.List;

import io.aaas.agent.Agent;
import io.aaas.agent.AgentManager;
import io.aaas.agent.IdempotencyKey;
import io.aaas.agent.Message;
import io.aaas.agent.NewMessage;
import io.aaas.agent.Submission;
import io.aaas.event.EventLog;
import io.aaas.event.EventSubscription;
import io.aaas.event.Selection;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
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
 * The events of one message as a stream that ends with the message. Described where the
 * message itself is: to OpenAPI these are the same operations.
 */
@RestController
@Hidden
@RequestMapping("/api/v1/agents/{agentId}/messages")
class MessageStreamController {

	private final AgentManager agents;

	private final EventLog eventLog;

	private final EventStreams streams;

	MessageStreamController(AgentManager agents, EventLog eventLog, EventStreams streams) {
		this.agents = agents;
		this.eventLog = eventLog;
		this.streams = streams;
	}

	/** The turn does not end with the stream. */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void sendMessage(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam(defaultValue = "false") boolean deltas,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
			@RequestBody MessageRequest body, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		NewMessage message = body.newMessage();
		IdempotencyKey key = body.key(caller.tenantId(), agentId, idempotencyKey);
		// Before it is sent: its first deltas may come within the millisecond.
		try (EventSubscription present = this.eventLog.subscribe(agentId, 0, Selection.of(List.of(), deltas), true)) {
			Submission submission = this.agents.send(caller.tenantId(), agentId, message, key);
			Message accepted = submission.message();
			response.setHeader(HttpHeaders.LOCATION, MessageResource.location(accepted));
			if (submission.isNew()) {
				present.tellOnlyOf(accepted.id(), submission.firstEvent());
			}
			this.streams.send(submission.isNew() ? present : follow(accepted, 0, deltas), Long::toString, request,
					response);
		}
	}

	@GetMapping(path = "/{messageId}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void getMessage(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String messageId, @RequestParam(defaultValue = "0") String after,
			@RequestParam(defaultValue = "false") boolean deltas,
			@RequestHeader(name = Resumption.HEADER, required = false) @Nullable String lastEventId,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		// Before the agent: what it is told to have ended with is in the log then.
		Message message = this.agents.message(caller.tenantId(), agentId, messageId);
		Agent agent = this.agents.get(caller.tenantId(), agentId);
		long position = Resumption.position(lastEventId, after, agent);
		this.streams.send(follow(message, position, deltas), Long::toString, request, response);
	}

	private EventSubscription follow(Message message, long after, boolean deltas) {
		long first = this.eventLog.firstOf(message.agentId(), message.id());
		return this.eventLog.subscribe(message.agentId(), Math.max(after, first - 1),
				Selection.ofMessage(message.id(), deltas), !message.status().isTerminal());
	}

}
