package io.aaas.agent.web;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.aaas.agent.AgentManager;
import io.aaas.agent.Census;
import io.aaas.model.ModelBackend;
import io.aaas.model.ModelGateway;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The service's health in one look.
 */
@RestController
@Tag(name = "Service")
class HealthController {

	private final AgentManager agents;

	private final ModelGateway model;

	HealthController(AgentManager agents, ModelGateway model) {
		this.agents = agents;
		this.model = model;
	}

	/**
	 * The service's health in one look. Needs no key, and answers 200 also when something
	 * is wrong; `status` tells.
	 * @return the state of the service
	 */
	@GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
	@SecurityRequirements
	HealthResource health() {
		Census census = this.agents.census();
		List<String> reasons = Stream
			.of((census.agentsCount() == null) ? "The database does not answer" : null,
					(census.cliVersion() == null) ? "The Claude Code CLI cannot be used" : null,
					this.model.ready() ? null : this.model.reason(), census.shortage())
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.toList();
		return new HealthResource(reasons.isEmpty() ? "healthy" : "degraded", reasons, census.agentsCount(),
				census.liveProcesses(), census.maxLiveProcesses(), census.maxAgents(), this.model.backend(),
				this.model.reason(), census.cliVersion(), census.sandbox());
	}

	/**
	 * What {@code /health} tells.
	 *
	 * @param status {@code healthy}, or {@code degraded} if agents cannot work
	 * @param reasons why it is degraded; empty if it is not
	 * @param agentsCount how many agents there are; {@code null} if the database does not
	 * tell
	 * @param liveProcesses how many of them have a process
	 * @param maxLiveProcesses how many may have one at a time; others wait
	 * @param maxAgents how many there may be
	 * @param modelBackend who answers the agents' calls: the real Messages API, or the
	 * offline stand-in
	 * @param modelReason why it is that one
	 * @param cliVersion the version of the Claude Code CLI; {@code null} if it cannot be
	 * used
	 * @param sandbox what confines the agents' processes
	 */
	@Schema(name = "Health")
	record HealthResource(@Schema(allowableValues = {
			"healthy", "degraded" }) String status, List<String> reasons, @Nullable Integer agentsCount,
			int liveProcesses, int maxLiveProcesses, int maxAgents, ModelBackend modelBackend, String modelReason,
			@Nullable String cliVersion, String sandbox){
	}

}
