package io.aaas.agent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.aaas.claude.PermissionAnswer;
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

	/** The CLI was told, and the database was not. */
	private final Map<String, Denial> denied = new LinkedHashMap<>();

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
			if (isOpen(approval)) {
				deny(approval, Approval.Status.EXPIRED, null, "Nobody answered in time", null, process.get());
			}
		}));
	}

	/** An open approval that nobody has answered. */
	private boolean isOpen(Approval approval) {
		Approval open = this.state.now().approvals().get(approval.requestId());
		return open != null && open.id().equals(approval.id()) && !this.denied.containsKey(approval.id());
	}

	/**
	 * Answer a question.
	 * @return empty if no question of this id is open
	 */
	Optional<Approval> decide(String approvalId, Decision decision, @Nullable IdempotencyKey key,
			@Nullable AgentProcess process) {
		Optional<Approval> open = this.state.now()
			.approvals()
			.values()
			.stream()
			.filter((approval) -> approval.id().equals(approvalId) && isOpen(approval))
			.findFirst();
		if (process == null || !process.cli().writable()) {
			return Optional.empty();
		}
		if (!decision.allow()) {
			String message = (decision.message() != null) ? decision.message() : "A person denied this";
			return open
				.map((approval) -> deny(approval, Approval.Status.DENIED, decision.document(), message, key, process));
		}
		return open.flatMap((approval) -> allow(approval, decision, key, process));
	}

	private Optional<Approval> allow(Approval approval, Decision decision, @Nullable IdempotencyKey key,
			AgentProcess process) {
		AgentChange change = this.state.change();
		if (!isOpen(approval)) {
			return Optional.empty();
		}
		Approval allowed = change.decide(approval, Approval.Status.ALLOWED, decision.document(), null);
		change.claim(key, approval.id());
		change.afterCommit(() -> {
			answer(process, approval, new PermissionAnswer.Allow(decision.input(approval),
					decision.forSession() ? sessionRules(approval) : null));
			this.runtime.persist(this.mailbox, Duration.ZERO, () -> delivered(allowed));
		});
		this.state.commit(change);
		return Optional.of(allowed);
	}

	private void delivered(Approval allowed) {
		AgentChange change = this.state.change();
		change.delivered(allowed);
		this.state.commit(change);
	}

	/** Tell the CLI, and then record it: at once, or with whatever can be next. */
	private Approval deny(Approval approval, Approval.Status status, @Nullable JsonNode decision, String message,
			@Nullable IdempotencyKey key, @Nullable AgentProcess process) {
		if (process != null) {
			answer(process, approval, new PermissionAnswer.Deny(message, false));
		}
		Denial denial = new Denial(approval, status, decision, message, key);
		this.denied.put(approval.id(), denial);
		try {
			return record(denial);
		}
		catch (StoreUnavailableException ex) {
			this.runtime.persist(this.mailbox, AgentProcess.RETRY, () -> record(denial));
			throw Acts.unrecorded("The CLI was told that it may not", ex);
		}
	}

	private Approval record(Denial denial) {
		AgentChange change = this.state.change();
		if (this.denied.containsKey(denial.approval().id())) {
			this.state.commit(change);
		}
		return denial.approval().decided(denial.status(), denial.decision(), denial.message(), change.now());
	}

	/** What the CLI was told, and the database was not, is part of every change. */
	void begun(AgentChange change) {
		this.denied.forEach((id, denial) -> {
			if (change.approvals().get(denial.approval().requestId()) instanceof Approval open
					&& open.id().equals(id)) {
				change.delivered(change.decide(open, denial.status(), denial.decision(), denial.message()));
				if (denial.key() != null) {
					change.answer(denial.key(), id);
				}
			}
			change.afterCommit(() -> this.denied.remove(id));
		});
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

	private record Denial(Approval approval, Approval.Status status, @Nullable JsonNode decision, String message,
			@Nullable IdempotencyKey key) {
	}

}
