package io.aaas.agent.web;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.aaas.agent.Activity;
import io.aaas.agent.Agent;
import io.aaas.agent.AgentConfig;
import io.aaas.agent.AgentCursor;
import io.aaas.agent.AgentFilter;
import io.aaas.agent.AgentManager;
import io.aaas.agent.AgentPatch;
import io.aaas.agent.AgentStatus;
import io.aaas.agent.IdempotencyKey;
import io.aaas.agent.NewAgent;
import io.aaas.model.ModelGateway;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.propertyeditors.StringArrayPropertyEditor;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Agents: make, find, change, start, stop, delete.
 */
@RestController
@Tag(name = "Agents")
@RequestMapping(path = "/api/v1/agents", produces = MediaType.APPLICATION_JSON_VALUE)
class AgentController {

	private final AgentManager agents;

	private final ModelGateway model;

	AgentController(AgentManager agents, ModelGateway model) {
		this.agents = agents;
		this.model = model;
	}

	/**
	 * Create an agent. Unless `auto_start` is false, the answer comes when its process
	 * takes messages; if that fails there is no agent. Where no process can be had at the
	 * moment it is made all the same, hibernated, and its first message wakes it. It is
	 * in the list while it starts; if another client deletes it then, it is not found.
	 */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	@ApiResponse(responseCode = "201", description = "The agent.",
			headers = @Header(name = "Location", ref = "#/components/headers/Location"))
	@Problems({ ProblemType.UNKNOWN_TEMPLATE, ProblemType.UNKNOWN_INTEGRATION, ProblemType.MAX_AGENTS,
			ProblemType.AGENT_NOT_FOUND, ProblemType.AGENT_START_FAILED, ProblemType.CLAUDE_UNAVAILABLE,
			ProblemType.MODEL_UNAVAILABLE, ProblemType.STORAGE_FULL, ProblemType.DRAINING })
	ResponseEntity<AgentResource> createAgent(@AuthenticationPrincipal Caller caller,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey,
			@RequestBody AgentRequest request) {
		IdempotencyKey key = IdempotencyKey.of(caller.tenantId(), idempotencyKey, "agents", request);
		AgentResource created = shown(this.agents.create(caller.tenantId(), request.newAgent(), key));
		return ResponseEntity.created(URI.create(created.endpoint())).body(created);
	}

	/**
	 * List agents, the oldest first.
	 * @param status only agents with this status
	 * @param activity only agents with this activity
	 * @param template only agents made from this template, with or without its `@version`
	 * @param label only agents with this label, as `key:value`; several must all hold
	 * @param q only agents whose name contains this, in any case
	 * @return a page of agents
	 */
	@GetMapping
	Page<AgentResource> listAgents(@AuthenticationPrincipal Caller caller,
			@RequestParam @Schema(implementation = AgentStatus.class) @Nullable String status,
			@RequestParam @Schema(implementation = Activity.class) @Nullable String activity,
			@RequestParam @Nullable String template, @RequestParam String @Nullable [] label,
			@RequestParam @Nullable String q, @RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit,
			@RequestParam @Nullable String cursor) {
		AgentFilter filter = new AgentFilter(Paging.constant(AgentStatus.class, "status", status),
				Paging.constant(Activity.class, "activity", activity), template, labels(label), q);
		return Page.of(this.agents.list(caller.tenantId(), filter, AgentCursor.parse(cursor), Paging.limit(limit) + 1),
				limit, this::shown, AgentCursor::of);
	}

	/** A label may have a comma in it, but no line break. */
	@InitBinder
	void keepCommas(WebDataBinder binder) {
		binder.registerCustomEditor(String[].class, new StringArrayPropertyEditor("\n"));
	}

	private static Map<String, String> labels(String @Nullable [] parameters) {
		Map<String, String> labels = new LinkedHashMap<>();
		for (String parameter : (parameters != null) ? parameters : new String[0]) {
			String[] parts = parameter.split(":", 2);
			if (parts.length < 2) {
				throw ProblemException.invalidField("label", "must have the form key:value");
			}
			labels.put(parts[0], parts[1]);
		}
		return labels;
	}

	/**
	 * Get an agent.
	 * @return the agent
	 */
	@GetMapping("/{agentId}")
	@Problems({ ProblemType.AGENT_NOT_FOUND })
	AgentResource getAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId) {
		return shown(this.agents.get(caller.tenantId(), agentId));
	}

	/**
	 * Change an agent by a JSON merge patch (RFC 7396). Members that are absent stay,
	 * `null` removes. A new `model` or `permission_mode` reaches the running process at
	 * once, anything else its next one. `template` and `working_directory` cannot be
	 * changed.
	 * @return the agent
	 */
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.UNKNOWN_INTEGRATION })
	@PatchMapping(path = "/{agentId}", consumes = { "application/json", "application/merge-patch+json" })
	AgentResource updateAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestBody AgentPatchRequest request) {
		return shown(this.agents.patch(caller.tenantId(), agentId,
				new AgentPatch(request.name(), request.labels(), request.config())));
	}

	/**
	 * Delete an agent. When this returns its processes are gone, its running message is
	 * interrupted and those in its queue are cancelled. A working directory that the
	 * service made is removed, any other stays.
	 * @param keepWorkspace whether a working directory that the service made stays too
	 */
	@DeleteMapping(path = "/{agentId}",
			produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE })
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@ApiResponse(responseCode = "204", description = "The agent is gone.")
	@Problems({ ProblemType.AGENT_NOT_FOUND })
	void deleteAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam(name = "keep_workspace", defaultValue = "false") boolean keepWorkspace) {
		this.agents.delete(caller.tenantId(), agentId, keepWorkspace);
	}

	/**
	 * Start an agent. Answers when it takes messages, or has failed: `status` tells. A
	 * hibernated agent wakes; one that runs is left alone.
	 * @return the agent
	 */
	@PostMapping("/{agentId}/start")
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.REQUEST_IN_PROGRESS, ProblemType.CLAUDE_UNAVAILABLE,
			ProblemType.MODEL_UNAVAILABLE, ProblemType.STORAGE_FULL, ProblemType.DRAINING })
	AgentResource startAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey) {
		return shown(this.agents.start(caller.tenantId(), agentId,
				key(caller.tenantId(), idempotencyKey, agentId, "start")));
	}

	/**
	 * Stop an agent. Its running message is interrupted, those in its queue are
	 * cancelled, and its processes are gone. It takes no messages until it is started.
	 * @return the agent
	 */
	@PostMapping("/{agentId}/stop")
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.REQUEST_IN_PROGRESS })
	AgentResource stopAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey) {
		return shown(
				this.agents.stop(caller.tenantId(), agentId, key(caller.tenantId(), idempotencyKey, agentId, "stop")));
	}

	/**
	 * Restart an agent with a new process. Its running message is interrupted, those in
	 * its queue stay, and the conversation goes on.
	 * @return the agent
	 */
	@PostMapping("/{agentId}/restart")
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.REQUEST_IN_PROGRESS, ProblemType.CLAUDE_UNAVAILABLE,
			ProblemType.MODEL_UNAVAILABLE, ProblemType.STORAGE_FULL, ProblemType.DRAINING })
	AgentResource restartAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey) {
		return shown(this.agents.restart(caller.tenantId(), agentId,
				key(caller.tenantId(), idempotencyKey, agentId, "restart")));
	}

	/**
	 * Hibernate an agent. The process of an idle agent is let go; the next message wakes
	 * it.
	 * @return the agent
	 */
	@PostMapping("/{agentId}/hibernate")
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.AGENT_BUSY, ProblemType.WRONG_STATE,
			ProblemType.REQUEST_IN_PROGRESS })
	AgentResource hibernateAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey) {
		return shown(this.agents.hibernate(caller.tenantId(), agentId,
				key(caller.tenantId(), idempotencyKey, agentId, "hibernate")));
	}

	/**
	 * Interrupt what runs. Answers when the running message has ended; the next one of
	 * the queue follows.
	 * @return the message that was interrupted
	 */
	@PostMapping("/{agentId}/interrupt")
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.NOTHING_RUNNING })
	MessageResource interruptAgent(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String idempotencyKey) {
		return MessageResource.of(this.agents.interrupt(caller.tenantId(), agentId,
				key(caller.tenantId(), idempotencyKey, agentId, "interrupt")));
	}

	static @Nullable IdempotencyKey key(String tenantId, @Nullable String header, String agentId, String action) {
		return IdempotencyKey.of(tenantId, header, "agents/" + agentId + "/" + action, null);
	}

	private AgentResource shown(Agent agent) {
		return AgentResource.of(agent, this.model.backend());
	}

	/**
	 * An agent to be made. Everything has a default: `{}` will do.
	 *
	 * @param name a name for people, need not be unique; made from the id if absent
	 * @param config its configuration
	 * @param labels your own marks, to find it by
	 * @param autoStart whether to start it at once; {@code true} if absent
	 */
	record AgentRequest(@Schema(minLength = 1, maxLength = 200) @Nullable String name,
			@Schema(implementation = AgentConfig.class) @Nullable ObjectNode config,
			@Nullable Map<String, String> labels, @Nullable Boolean autoStart) {

		NewAgent newAgent() {
			return new NewAgent(this.name, this.config, (this.labels != null) ? this.labels : Map.of(),
					this.autoStart == null || this.autoStart, false);
		}

	}

	/**
	 * A change of an agent, as a JSON merge patch (RFC 7396).
	 *
	 * @param name the new name
	 * @param labels labels to set, or to remove where the value is {@code null}
	 * @param config members to set, or to remove where the value is {@code null}
	 */
	record AgentPatchRequest(@Schema(minLength = 1, maxLength = 200) @Nullable String name,
			@Nullable Map<String, @Nullable String> labels,
			@Schema(implementation = AgentConfig.class) @Nullable ObjectNode config) {
	}

}
