package io.aaas.agent;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Questions to agents that are made for them and live no longer than it takes to answer.
 */
@Service
public final class Queries {

	private static final Logger logger = LoggerFactory.getLogger(Queries.class);

	/** A label that no caller can give. */
	static final Map<String, String> MARK = Map.of("aaas:query", "true");

	private final AgentManager agents;

	private final AgentRepository repository;

	private final MessageRepository messages;

	private final Idempotency idempotency;

	Queries(AgentManager agents, AgentRepository repository, MessageRepository messages, Idempotency idempotency) {
		this.agents = agents;
		this.repository = repository;
		this.messages = messages;
		this.idempotency = idempotency;
	}

	/** A service that was lost has left some: their turns end, and then they go. */
	@EventListener(ApplicationReadyEvent.class)
	void closeLost() {
		for (Agent agent : this.repository.marked(MARK)) {
			List<Message> asked = this.messages.page(agent.id(), null, null, 1).rows();
			Runnable delete = () -> delete(agent.tenantId(), agent.id());
			if (asked.isEmpty()) {
				delete.run();
			}
			else {
				this.agents.completion(agent.tenantId(), asked.getFirst())
					.thenRun(() -> Thread.startVirtualThread(delete));
			}
		}
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
				delete(tenantId, agent.id());
				throw ex;
			}
		});
	}

	private Submission asked(String tenantId, String messageId) {
		Message message = this.messages.findOf(tenantId, messageId)
			.orElseThrow(() -> new ProblemException(ProblemType.MESSAGE_NOT_FOUND,
					"The message of this request is no longer kept"));
		if (message.status().isTerminal()) {
			return Submission.repeated(message, CompletableFuture.completedFuture(message));
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
		delete(tenantId, submission.message().agentId());
	}

	/**
	 * What cannot be recorded now is later, or at the next start: nobody need be told.
	 */
	private void delete(String tenantId, String agentId) {
		try {
			this.agents.delete(tenantId, agentId, false);
		}
		catch (ProblemException ex) {
			logger.debug("The agent {} of a question could not be deleted", agentId, ex);
		}
	}

}
