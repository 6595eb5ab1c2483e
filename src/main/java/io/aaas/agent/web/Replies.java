package io.aaas.agent.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.aaas.agent.AgentManager;
import io.aaas.agent.Failure;
import io.aaas.agent.Message;
import io.aaas.agent.MessageStatus;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Answers to those who wait for a reply.
 */
@Component
class Replies {

	private final AgentManager agents;

	Replies(AgentManager agents) {
		this.agents = agents;
	}

	Duration longestWait() {
		return this.agents.longestWait();
	}

	/** A client's wait, in seconds. */
	Duration patience(String parameter, int seconds) {
		long longest = longestWait().toSeconds();
		if (seconds < 0 || seconds > longest) {
			throw ProblemException.invalidField(parameter, "must be 0 to " + longest + " seconds");
		}
		return Duration.ofSeconds(seconds);
	}

	/**
	 * Wait for a message to end; {@code null} if it has not in time, or not before the
	 * service shuts down, or will somewhere else.
	 */
	@Nullable Message await(CompletableFuture<Message> completion, Duration patience) {
		try {
			CompletableFuture.anyOf(completion, this.agents.closing()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
			return completion.isDone() ? completion.get() : null;
		}
		catch (TimeoutException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ProblemException problem) {
				if (problem.type() == ProblemType.AGENT_MOVED) {
					return null;
				}
				throw problem;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	/** A message as it is, with what it waits for. */
	MessageResource shown(Message message) {
		return MessageResource.of(message, this.agents.waiting(message));
	}

	/** Whether those who wait are sent away. */
	boolean closing() {
		return this.agents.closing().isDone();
	}

	/** The answer for a message that has ended. */
	ResponseEntity<MessageResource> ended(Message message) {
		MessageResource resource = MessageResource.of(message);
		Failure error = message.error();
		String detail = (error != null) ? error.detail() : "The turn did not complete";
		if (message.status() == MessageStatus.FAILED) {
			throw new ProblemException(ProblemType.TURN_FAILED, detail).with("message", resource);
		}
		if (message.status() == MessageStatus.TIMED_OUT) {
			throw new ProblemException(ProblemType.MESSAGE_TIMED_OUT, detail).with("message", resource);
		}
		return ResponseEntity.ok(resource);
	}

}
