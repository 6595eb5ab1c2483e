package io.aaas.agent.web;

import java.time.Instant;

import io.aaas.agent.AgentManager;
import io.aaas.agent.Approval;
import io.aaas.agent.Decision;
import io.aaas.problem.ProblemException;
import io.aaas.security.Caller;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Approvals: what an agent asks before it uses a tool.
 */
@RestController
@RequestMapping("/api/v1/agents/{agentId}/approvals")
class ApprovalController {

	private final AgentManager agents;

	ApprovalController(AgentManager agents) {
		this.agents = agents;
	}

	@GetMapping
	Page<ApprovalResource> list(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam @Nullable String status, @RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit,
			@RequestParam @Nullable String cursor) {
		return Page.of(this.agents.approvals(caller.tenantId(), agentId,
				Paging.constant(Approval.Status.class, "status", status), Paging.cursor(cursor),
				Paging.limit(limit) + 1), limit, ApprovalResource::of, Approval::id);
	}

	@PostMapping("/{approvalId}")
	ApprovalResource decide(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String approvalId, @RequestBody DecisionRequest request) {
		return ApprovalResource.of(this.agents.decide(caller.tenantId(), agentId, approvalId, request.toDecision()));
	}

	/**
	 * An approval as clients see it; see {@link Approval}.
	 */
	record ApprovalResource(String id, String agentId, @Nullable String messageId, Approval.Status status,
			String toolName, @Nullable JsonNode input, @Nullable JsonNode description, @Nullable JsonNode blockedPath,
			@Nullable JsonNode decision, @Nullable String reason, Instant createdAt, Instant expiresAt,
			@Nullable Instant decidedAt) {

		static ApprovalResource of(Approval approval) {
			JsonNode question = approval.question();
			return new ApprovalResource(approval.id(), approval.agentId(), approval.messageId(), approval.status(),
					approval.toolName(), question.get("input"), question.get("description"),
					question.get("blocked_path"), approval.decision(), approval.reason(), approval.createdAt(),
					approval.expiresAt(), approval.decidedAt());
		}

	}

	/**
	 * A person's answer: {@code decision}, or {@code answers} to an AskUserQuestion.
	 */
	record DecisionRequest(@Nullable Verdict decision, @Nullable String message, @Nullable ObjectNode updatedInput,
			@Nullable ObjectNode answers, @Nullable Remember remember) {

		Decision toDecision() {
			return new Decision(allows(), this.message, this.updatedInput, this.answers,
					this.remember == Remember.SESSION);
		}

		private boolean allows() {
			if (this.decision == null && this.answers == null) {
				throw ProblemException.invalidField("decision", "is required: allow or deny");
			}
			return this.decision != Verdict.DENY;
		}

	}

	/** Whether the tool may run. */
	enum Verdict {

		ALLOW, DENY

	}

	/** For how long the answer holds. */
	enum Remember {

		ONCE, SESSION

	}

}
