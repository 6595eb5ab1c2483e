package io.aaas.agent.web;

import io.aaas.agent.AgentManager;
import io.aaas.problem.JsonProblems;
import io.aaas.problem.ProblemDocuments;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.RequestId;
import io.aaas.security.Caller;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Does what a client asks on a WebSocket: the same as the calls of these names, with the
 * same fields, keys and errors.
 */
@Component
class ClientFrames {

	private final AgentManager agents;

	private final Replies replies;

	private final JsonMapper json;

	private final JsonProblems jsonProblems;

	private final ProblemDocuments problems;

	ClientFrames(AgentManager agents, Replies replies, JsonMapper json, JsonProblems jsonProblems,
			ProblemDocuments problems) {
		this.agents = agents;
		this.replies = replies;
		this.json = json;
		this.jsonProblems = jsonProblems;
		this.problems = problems;
	}

	/** Do it, and tell what came of it. */
	Frame answer(Client client, String text) {
		String requestId = RequestId.next();
		try {
			ObjectNode frame = read(text);
			String own = string(frame, "request_id");
			if (own != null && !RequestId.isSane(own)) {
				throw ProblemException.invalidField("request_id", "must be 1 to 128 visible ASCII characters");
			}
			requestId = (own != null) ? own : requestId;
			try (MDC.MDCCloseable _ = MDC.putCloseable(RequestId.MDC_KEY, requestId)) {
				return act(client, frame, requestId);
			}
		}
		catch (JacksonException ex) {
			return Frame.problem(requestId, this.problems.of(this.jsonProblems.translate(ex), requestId));
		}
		catch (RuntimeException ex) {
			return Frame.problem(requestId, this.problems.of(ex, requestId));
		}
	}

	/** What a client is told whose message was not even read. */
	Frame refusal(ProblemException problem) {
		String requestId = RequestId.next();
		return Frame.problem(requestId, this.problems.of(problem, requestId));
	}

	private ObjectNode read(String text) {
		if (this.json.readTree(text) instanceof ObjectNode frame) {
			return frame;
		}
		throw new ProblemException(ProblemType.MALFORMED_REQUEST,
				"A message must be one JSON object, such as {\"type\": \"ping\"}.");
	}

	private Frame act(Client client, ObjectNode frame, String requestId) {
		String type = string(frame, "type");
		String key = string(frame, "idempotency_key");
		return switch ((type != null) ? type : "") {
			case "send" -> Frame.reply(requestId, send(client, key, rest(frame, MessageRequest.class)));
			case "interrupt" -> {
				rest(frame, Nothing.class);
				yield Frame.reply(requestId, interrupt(client, key));
			}
			case "decide" -> {
				String approvalId = string(frame, "approval_id");
				if (approvalId == null) {
					throw ProblemException.invalidField("approval_id", "is required: the id of an approval");
				}
				yield Frame.reply(requestId,
						decide(client, approvalId, key, rest(frame, ApprovalController.DecisionRequest.class)));
			}
			case "ping" -> {
				rest(frame, Nothing.class);
				yield Frame.pong(requestId);
			}
			default -> throw ProblemException.invalidField("type", "must be one of: send, interrupt, decide, ping");
		};
	}

	private MessageResource send(Client client, @Nullable String key, MessageRequest request) {
		return this.replies.shown(
				this.agents
					.send(client.tenantId(), client.agentId(), request.newMessage(),
							request.key(client.tenantId(), client.agentId(), key))
					.message());
	}

	private MessageResource interrupt(Client client, @Nullable String key) {
		return MessageResource.of(this.agents.interrupt(client.tenantId(), client.agentId(),
				AgentController.key(client.tenantId(), key, client.agentId(), "interrupt")));
	}

	private ApprovalController.ApprovalResource decide(Client client, String approvalId, @Nullable String key,
			ApprovalController.DecisionRequest request) {
		return ApprovalController.ApprovalResource.of(this.agents.decide(client.tenantId(), client.agentId(),
				approvalId, request.toDecision(), request.key(client.tenantId(), client.agentId(), approvalId, key)));
	}

	/** Taken out: what is left is the body of the call. */
	private static @Nullable String string(ObjectNode frame, String name) {
		JsonNode value = frame.remove(name);
		if (value == null || value.isNull()) {
			return null;
		}
		if (!value.isString()) {
			throw ProblemException.invalidField(name, "must be a string");
		}
		return value.stringValue();
	}

	private <T> T rest(ObjectNode frame, Class<T> type) {
		return this.json.treeToValue(frame, type);
	}

	/**
	 * Who asks, of which agent.
	 *
	 * @param tenantId the caller's tenant
	 * @param agentId the agent whose WebSocket it is
	 */
	record Client(String tenantId, String agentId) {

		static Client of(Caller caller, String agentId) {
			return new Client(caller.tenantId(), agentId);
		}

	}

	/** There is no body. */
	private record Nothing() {
	}

}
