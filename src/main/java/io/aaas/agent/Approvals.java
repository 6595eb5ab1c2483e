package io.aaas.agent;

import java.time.Duration;
import java.util.function.Supplier;

import io.aaas.claude.PermissionAnswer;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The questions of an agent's turns. What permits is committed before the CLI is told;
 * what forbids is told first. Confined to the agent's mailbox.
 */
final class Approvals {

	private static final Logger logger = LoggerFactory.getLogger(Approvals.class);

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	Approvals(AgentRuntime runtime, Mailbox mailbox, CommittedState state) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
	}

	/** Questions were committed: each becomes a denial when its time is up. */
	void asked(AgentChange change, Supplier<@Nullable AgentProcess> process) {
		for (Approval approval : change.changedApprovals()) {
			if (approval.status() == Approval.Status.PENDING) {
				expireLater(approval, Duration.between(change.now(), approval.expiresAt()), process);
			}
		}
	}

	private void expireLater(Approval approval, Duration delay, Supplier<@Nullable AgentProcess> process) {
		this.runtime.later(delay, () -> this.mailbox.execute(() -> {
			if (!isOpen(approval)) {
				return;
			}
			try {
				deny(approval, Approval.Status.EXPIRED, null, "Nobody answered in time", null, process.get());
			}
			catch (StoreUnavailableException ex) {
				expireLater(approval, AgentProcess.RETRY, process);
			}
		}));
	}

	private boolean isOpen(Approval approval) {
		Approval open = this.state.now().approvals().get(approval.requestId());
		return open != null && open.id().equals(approval.id());
	}

	Approval decide(Approval approval, Decision decision, @Nullable IdempotencyKey key,
			@Nullable AgentProcess process) {
		if (!isOpen(approval) || process == null || !process.cli().writable()) {
			throw new ProblemException(ProblemType.APPROVAL_CLOSED, "The approval is no longer open");
		}
		if (!decision.allow()) {
			String message = (decision.message() != null) ? decision.message() : "A person denied this";
			return deny(approval, Approval.Status.DENIED, decision.document(), message, key, process);
		}
		AgentChange change = this.state.change();
		Approval allowed = change.decide(approval, Approval.Status.ALLOWED, decision.document(), null);
		change.claim(key, approval.id());
		this.state.commit(change);
		answer(process, approval, new PermissionAnswer.Allow(decision.input(approval),
				decision.forSession() ? sessionRules(approval) : null));
		AgentChange delivery = this.state.change();
		Approval delivered = allowed.delivered(delivery.now());
		delivery.delivered(allowed);
		this.state.commit(delivery);
		return delivered;
	}

	private Approval deny(Approval approval, Approval.Status status, @Nullable JsonNode decision, String message,
			@Nullable IdempotencyKey key, @Nullable AgentProcess process) {
		if (process != null) {
			answer(process, approval, new PermissionAnswer.Deny(message, false));
		}
		AgentChange change = this.state.change();
		Approval denied = change.decide(approval, status, decision, message);
		change.delivered(denied);
		if (key != null) {
			change.answer(key, approval.id());
		}
		this.state.commit(change);
		return denied.delivered(change.now());
	}

	private static void answer(AgentProcess process, Approval approval, PermissionAnswer answer) {
		try {
			process.cli().answer(approval.requestId(), answer);
		}
		catch (IllegalStateException ex) {
			// The process has just ended, and the question with it.
			logger.debug("Approval {} could not be answered", approval.id(), ex);
		}
	}

	/**
	 * The rules the CLI suggests, for this session only: none of them is written to a
	 * file.
	 */
	private static @Nullable JsonNode sessionRules(Approval approval) {
		if (!(approval.question().path("suggestions") instanceof ArrayNode suggestions) || suggestions.isEmpty()) {
			return null;
		}
		ArrayNode rules = suggestions.deepCopy();
		rules.forEach((rule) -> {
			if (rule instanceof ObjectNode object) {
				object.put("destination", "session");
			}
		});
		return rules;
	}

}
