package io.aaas.agent;

import java.util.concurrent.CompletableFuture;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Questions to agents that are made for them and live no longer than it takes to answer.
 */
@Service
public final class Queries {

	private final AgentManager agents;

	private final MessageRepository messages;

	private final Idempotency idempotency;

	Queries(AgentManager agents, MessageRepository messages, Idempotency idempotency) {
		this.agents = agents;
		this.messages = messages;
		this.idempotency = idempotency;
	}

	/**
	 * Make an agent and send it the message.
	 * @param key the request's key; a repeated one is answered with the message it made
	 * @return the message; {@link #close} when nobody waits for its end any more
	 */
	public Submission ask(String tenantId, NewAgent request, NewMessage message, @Nullable IdempotencyKey key) {
		return this.idempotency.once(key, (made) -> asked(tenantId, made), () -> {
			Agent agent = this.agents.create(tenantId, request, null);
			try {
				return this.agents.accept(tenantId, agent.id(), message, key);
			}
			catch (RuntimeException ex) {
				this.agents.delete(tenantId, agent.id(), false);
				throw ex;
			}
		});
	}

	private Submission asked(String tenantId, String messageId) {
		Message message = this.messages.findOf(tenantId, messageId)
			.orElseThrow(() -> new ProblemException(ProblemType.MESSAGE_NOT_FOUND,
					"The message of this request is no longer kept"));
		if (message.status().isTerminal()) {
			return new Submission(message, CompletableFuture.completedFuture(message));
		}
		try {
			return this.agents.sent(tenantId, message);
		}
		catch (ProblemException ex) {
			// The agent has just been deleted, and the message has ended before.
			if (ex.type() != ProblemType.AGENT_NOT_FOUND) {
				throw ex;
			}
			return asked(tenantId, messageId);
		}
	}

	/** Delete the agent of a question, unless another who asked the same has done so. */
	public void close(String tenantId, Submission submission) {
		try {
			this.agents.delete(tenantId, submission.message().agentId(), false);
		}
		catch (ProblemException ex) {
			if (ex.type() != ProblemType.AGENT_NOT_FOUND) {
				throw ex;
			}
		}
	}

}
