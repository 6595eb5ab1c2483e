package io.aaas.agent.web;

import io.aaas.agent.AgentManager;
import io.aaas.agent.AgentManager.Census;
import io.aaas.model.ModelBackend;
import io.aaas.model.ModelGateway;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The service's health in one look.
 */
@RestController
class HealthController {

	private final AgentManager agents;

	private final ModelGateway model;

	HealthController(AgentManager agents, ModelGateway model) {
		this.agents = agents;
		this.model = model;
	}

	@GetMapping("/health")
	HealthResource health() {
		Census census = this.agents.census();
		boolean healthy = census.agentsCount() != null && census.cliVersion() != null && this.model.ready();
		return new HealthResource(healthy ? "healthy" : "degraded", census.agentsCount(), census.liveProcesses(),
				census.maxAgents(), this.model.backend(), this.model.reason(), census.cliVersion(), census.sandbox());
	}

	/**
	 * What {@code /health} tells.
	 */
	record HealthResource(String status, @Nullable Integer agentsCount, int liveProcesses, int maxAgents,
			ModelBackend modelBackend, String modelReason, @Nullable String cliVersion, String sandbox) {
	}

}
