package io.aaas.agent.web;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.aaas.agent.Activity;
import io.aaas.agent.Agent;
import io.aaas.agent.AgentFilter;
import io.aaas.agent.AgentManager;
import io.aaas.agent.AgentPatch;
import io.aaas.agent.AgentStatus;
import io.aaas.agent.NewAgent;
import io.aaas.model.ModelGateway;
import io.aaas.problem.ProblemException;
import io.aaas.security.Caller;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.propertyeditors.StringArrayPropertyEditor;
import org.springframework.http.HttpStatus;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Agents: make, find, change, start, stop, delete.
 */
@RestController
@RequestMapping("/api/v1/agents")
class AgentController {

	private final AgentManager agents;

	private final ModelGateway model;

	AgentController(AgentManager agents, ModelGateway model) {
		this.agents = agents;
		this.model = model;
	}

	@PostMapping
	ResponseEntity<AgentResource> create(@AuthenticationPrincipal Caller caller, @RequestBody AgentRequest request) {
		AgentResource created = shown(this.agents.create(caller.tenantId(), request.newAgent()));
		return ResponseEntity.created(URI.create(created.endpoint())).body(created);
	}

	@GetMapping
	Page<AgentResource> list(@AuthenticationPrincipal Caller caller, @RequestParam @Nullable String status,
			@RequestParam @Nullable String activity, @RequestParam @Nullable String template,
			@RequestParam String @Nullable [] label, @RequestParam @Nullable String q,
			@RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit, @RequestParam @Nullable String cursor) {
		AgentFilter filter = new AgentFilter(Paging.constant(AgentStatus.class, "status", status),
				Paging.constant(Activity.class, "activity", activity), template, labels(label), q);
		return Page.of(this.agents.list(caller.tenantId(), filter, Paging.cursor(cursor), Paging.limit(limit) + 1),
				limit, this::shown, Agent::id);
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

	@GetMapping("/{id}")
	AgentResource get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
		return shown(this.agents.get(caller.tenantId(), id));
	}

	@PatchMapping(path = "/{id}", consumes = { "application/json", "application/merge-patch+json" })
	AgentResource patch(@AuthenticationPrincipal Caller caller, @PathVariable String id,
			@RequestBody PatchRequest request) {
		return shown(this.agents.patch(caller.tenantId(), id,
				new AgentPatch(request.name(), request.labels(), request.config())));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@AuthenticationPrincipal Caller caller, @PathVariable String id,
			@RequestParam(name = "keep_workspace", defaultValue = "false") boolean keepWorkspace) {
		this.agents.delete(caller.tenantId(), id, keepWorkspace);
	}

	@PostMapping("/{id}/start")
	AgentResource start(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
		return shown(this.agents.start(caller.tenantId(), id));
	}

	@PostMapping("/{id}/stop")
	AgentResource stop(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
		return shown(this.agents.stop(caller.tenantId(), id));
	}

	@PostMapping("/{id}/restart")
	AgentResource restart(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
		return shown(this.agents.restart(caller.tenantId(), id));
	}

	@PostMapping("/{id}/hibernate")
	AgentResource hibernate(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
		return shown(this.agents.hibernate(caller.tenantId(), id));
	}

	@PostMapping("/{id}/interrupt")
	MessageResource interrupt(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
		return MessageResource.of(this.agents.interrupt(caller.tenantId(), id));
	}

	private AgentResource shown(Agent agent) {
		return AgentResource.of(agent, this.model.backend());
	}

	/**
	 * The body of a creation.
	 */
	record AgentRequest(@Nullable String name, @Nullable ObjectNode config, @Nullable Map<String, String> labels,
			@Nullable Boolean autoStart) {

		NewAgent newAgent() {
			return new NewAgent(this.name, this.config, (this.labels != null) ? this.labels : Map.of(),
					this.autoStart == null || this.autoStart);
		}

	}

	/**
	 * The body of a change, as an RFC 7396 merge patch.
	 */
	record PatchRequest(@Nullable String name, @Nullable Map<String, @Nullable String> labels,
			@Nullable ObjectNode config) {
	}

}
