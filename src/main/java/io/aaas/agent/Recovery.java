package io.aaas.agent;

import java.util.List;
import java.util.Map;

import io.aaas.claude.CarriedProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Takes over what the service has left that ran before.
 */
@Component
final class Recovery {

	private static final Logger logger = LoggerFactory.getLogger(Recovery.class);

	private final AgentRuntime runtime;

	private final LiveAgents live;

	private final AgentRepository agents;

	Recovery(AgentRuntime.Factory factory, LiveAgents live, AgentRepository agents) {
		this.runtime = factory.runtime();
		this.live = live;
		this.agents = agents;
	}

	/**
	 * Own each agent that has something unfinished, and account for every process that
	 * carries an agent's mark. Those of agents of another database are left alone.
	 */
	void run() {
		Map<String, List<CarriedProcess>> survivors = this.runtime.cli().survivors();
		List<String> unfinished = this.agents.unfinished(this.runtime.node());
		if (this.runtime.cli().killsOnServiceLoss()) {
			unfinished.forEach((id) -> kill(survivors.remove(id)));
		}
		for (String id : unfinished) {
			this.live.own(id, survivors.getOrDefault(id, List.of()));
		}
		survivors.forEach((id, processes) -> {
			if (!unfinished.contains(id) && this.agents.exists(id)) {
				kill(processes);
			}
		});
		if (!unfinished.isEmpty()) {
			long alive = unfinished.stream().filter(survivors::containsKey).count();
			logger.info("Recovering {} agents, {} of them with live processes", unfinished.size(), alive);
		}
	}

	private void kill(@Nullable List<CarriedProcess> processes) {
		if (processes != null) {
			this.runtime.cli().kill(processes.stream().map(CarriedProcess::identity).toList()).join();
		}
	}

}
