package io.aaas.agent.web;

import java.util.Map;

import io.aaas.agent.Agent;
import io.aaas.agent.AgentManager;
import io.aaas.agent.Message;
import io.aaas.agent.NewAgent;
import io.aaas.agent.NewMessage;
import io.aaas.agent.Submission;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.security.Caller;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * One answer from an agent that lives no longer than it takes.
 */
@RestController
@RequestMapping("/api/v1/query")
class QueryController {

	private final AgentManager agents;

	private final Replies replies;

	QueryController(AgentManager agents, Replies replies) {
		this.agents = agents;
		this.replies = replies;
	}

	@PostMapping
	ResponseEntity<MessageResource> query(@AuthenticationPrincipal Caller caller, @RequestBody QueryRequest request) {
		NewMessage message = new MessageRequest(request.message(), request.context(), request.timeout()).newMessage();
		Agent agent = this.agents.create(caller.tenantId(), new NewAgent("query", request.config(), Map.of(), true));
		try {
			Submission submission = this.agents.send(caller.tenantId(), agent.id(), message);
			Message ended = Replies.await(submission.completion(), this.replies.longestWait());
			if (ended == null) {
				throw new ProblemException(ProblemType.MESSAGE_TIMED_OUT,
						"There was no answer within " + this.replies.longestWait().toSeconds() + " s");
			}
			return this.replies.ended(ended);
		}
		finally {
			this.agents.delete(caller.tenantId(), agent.id(), false);
		}
	}

	/**
	 * The body of a query: an agent's configuration, and a message.
	 */
	record QueryRequest(@Nullable ObjectNode config, @Nullable JsonNode message, @Nullable JsonNode context,
			@Nullable Integer timeout) {
	}

}
