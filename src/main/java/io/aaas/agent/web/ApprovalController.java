package io.aaas.agent.web;

import java.time.Instant;

import io.aaas.agent.AgentManager;
import io.aaas.agent.Approval;
import io.aaas.agent.Decision;
import io.aaas.agent.IdempotencyKey;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
 * Approvals: what an agent asks before it uses a tool.
 */
@RestController
@Tag(name = "Approvals")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class ApprovalController {

	private final AgentManager agents;

	ApprovalController(AgentManager agents) {
		this.agents = agents;
	}

	/**
	 * List an agent's approvals, the oldest first.
	 * @param status only approvals with this status
	 * @return a page of approvals
	 */
	@GetMapping("/agents/{agentId}/approvals")
	@Problems({ ProblemType.AGENT_NOT_FOUND })
	Page<ApprovalResource> listApprovals(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam @Schema(implementation = Approval.Status.class) @Nullable String status,
			@RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit, @RequestParam @Nullable String cursor) {
		return Page.of(this.agents.approvals(caller.tenantId(), agentId,
				Paging.constant(Approval.Status.class, "status", status), Paging.cursor(cursor), Paging.limit(limit)),
				ApprovalResource::of, Approval::id);
	}

	/**
	 * List the approvals of all agents, the oldest first.
	 * @param status only approvals with this status
	 * @return a page of approvals
	 */
	@GetMapping("/approvals")
	@Problems({})
	Page<ApprovalResource> listAllApprovals(@AuthenticationPrincipal Caller caller,
			@RequestParam @Schema(implementation = Approval.Status.class) @Nullable String status,
			@RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit, @RequestParam @Nullable String cursor) {
		return Page.of(this.agents.approvals(caller.tenantId(),
				Paging.constant(Approval.Status.class, "status", status), Paging.cursor(cursor), Paging.limit(limit)),
				ApprovalResource::of, Approval::id);
	}

	/**
	 * Decide an approval. Allow the tool, perhaps with another input, or deny it; for an
	 * `AskUserQuestion` give `answers` by question.
	 * @return the approval
	 */
	@PostMapping(path = "/agents/{agentId}/approvals/{approvalId}", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.APPROVAL_NOT_FOUND, ProblemType.APPROVAL_CLOSED })
	ApprovalResource decideApproval(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable String approvalId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
			@RequestBody DecisionRequest request) {
		IdempotencyKey key = request.key(caller.tenantId(), agentId, approvalId, idempotencyKey);
		return ApprovalResource
			.of(this.agents.decide(caller.tenantId(), agentId, approvalId, request.toDecision(), key));
	}

	/**
	 * A question that the CLI asks before it uses a tool. The turn waits for the answer.
	 *
	 * @param id its id
	 * @param agentId the agent whose turn waits
	 * @param messageId the message whose turn it is; {@code null} in a turn that the CLI
	 * began by itself
	 * @param status its state
	 * @param toolName the tool, such as {@code Bash}; {@code AskUserQuestion} asks a
	 * person
	 * @param input the tool's input; of {@code AskUserQuestion}, the questions
	 * @param description what the CLI says of the call
	 * @param blockedPath the path for which it asks
	 * @param decision what was answered
	 * @param reason why it was denied or expired
	 * @param createdAt when it was asked
	 * @param expiresAt when it becomes a denial
	 * @param decidedAt when it was decided
	 */
	@Schema(name = "Approval")
	record ApprovalResource(@Schema(format = "uuid") String id, @Schema(format = "uuid") String agentId,
			@Schema(format = "uuid") @Nullable String messageId, Approval.Status status, String toolName,
			@Schema(implementation = ObjectNode.class) @Nullable JsonNode input,
			@Schema(implementation = String.class) @Nullable JsonNode description,
			@Schema(implementation = String.class) @Nullable JsonNode blockedPath,
			@Schema(implementation = ObjectNode.class) @Nullable JsonNode decision, @Nullable String reason,
			Instant createdAt, Instant expiresAt, @Nullable Instant decidedAt) {

		static ApprovalResource of(Approval approval) {
			JsonNode question = approval.question();
			return new ApprovalResource(approval.id(), approval.agentId(), approval.messageId(), approval.status(),
					approval.toolName(), question.get("input"), question.get("description"),
					question.get("blocked_path"), approval.decision(), approval.reason(), approval.createdAt(),
					approval.expiresAt(), approval.decidedAt());
		}

	}

	/**
	 * A person's answer: {@code decision}, or {@code answers} to an
	 * {@code AskUserQuestion}.
	 *
	 * @param decision whether the tool may run; not needed beside {@code answers}
	 * @param message what the model is told when it may not
	 * @param updatedInput the input to run it with instead of the one asked for
	 * @param answers the answers to an {@code AskUserQuestion}: an object with the text
	 * of each question, and the option chosen
	 * @param remember {@code session}: what the CLI suggests as a rule holds until the
	 * process ends, so that the same is not asked again; {@code once} if absent
	 */
	record DecisionRequest(@Nullable Verdict decision, @Nullable String message, @Nullable ObjectNode updatedInput,
			@Nullable ObjectNode answers, @Nullable Remember remember) {

		Decision toDecision() {
			return new Decision(allows(), this.message, this.updatedInput, this.answers,
					this.remember == Remember.SESSION);
		}

		/** The name under which it is sent, if it has one. */
		@Nullable IdempotencyKey key(String tenantId, String agentId, String approvalId, @Nullable String text) {
			return IdempotencyKey.of(tenantId, text, "agents/" + agentId + "/approvals/" + approvalId, this);
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
