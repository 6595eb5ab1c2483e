package io.aaas.agent.web;

import java.util.Map;

import io.aaas.agent.Agent;
import io.aaas.agent.AgentConfig;
import io.aaas.agent.AgentManager;
import io.aaas.agent.Message;
import io.aaas.agent.NewAgent;
import io.aaas.agent.NewMessage;
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
@Tag(name = "Query")
@RequestMapping("/api/v1/query")
class QueryController {

	private final AgentManager agents;

	private final Replies replies;

	QueryController(AgentManager agents, Replies replies) {
		this.agents = agents;
		this.replies = replies;
	}

	/**
	 * Ask once. Makes an agent, sends it the message, waits for the reply and deletes the
	 * agent. There is nobody to ask: what needs an approval waits until the time is up.
	 * @return the message
	 */
	@PostMapping
	@Problems({ ProblemType.UNKNOWN_TEMPLATE, ProblemType.UNKNOWN_INTEGRATION, ProblemType.MAX_AGENTS,
			ProblemType.TURN_FAILED, ProblemType.MESSAGE_TIMED_OUT, ProblemType.AGENT_START_FAILED,
			ProblemType.CLAUDE_UNAVAILABLE, ProblemType.MODEL_UNAVAILABLE, ProblemType.STORAGE_FULL,
			ProblemType.DRAINING })
	ResponseEntity<MessageResource> query(@AuthenticationPrincipal Caller caller, @RequestBody QueryRequest request) {
		NewMessage message = new MessageRequest(request.message(), request.context(), request.timeout()).newMessage();
		Agent agent = this.agents.create(caller.tenantId(), new NewAgent("query", request.config(), Map.of(), true));
		try {
			Submission submission = this.agents.send(caller.tenantId(), agent.id(), message);
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
			this.agents.delete(caller.tenantId(), agent.id(), false);
		}
	}

	/**
	 * A question to an agent that is made for it.
	 *
	 * @param config the agent's configuration
	 * @param message text, or an array of content blocks
	 * @param context any JSON that the model shall know beside it
	 * @param timeout how long the turn may run, in seconds
	 */
	record QueryRequest(@Schema(implementation = AgentConfig.class) @Nullable ObjectNode config,
			@Schema(ref = "#/components/schemas/MessageContent",
					requiredMode = Schema.RequiredMode.REQUIRED) @Nullable JsonNode message,
			@Nullable JsonNode context, @Schema(minimum = "1", maximum = "604800") @Nullable Integer timeout) {
	}

}
