package io.aaas.agent;

import io.aaas.claude.ClaudeCli;
import io.aaas.problem.ProblemException;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What there is at the moment; what cannot be told is {@code null}.
 *
 * @param agentsCount how many agents exist
 * @param liveProcesses how many of them have a process
 * @param maxLiveProcesses how many may have one at a time
 * @param maxAgents how many may exist
 * @param cliVersion the version of the CLI
 * @param sandbox what confines it
 * @param shortage which disk is too full
 */
public record Census(@Nullable Integer agentsCount, int liveProcesses, int maxLiveProcesses, int maxAgents,
		@Nullable String cliVersion, String sandbox, @Nullable String shortage) {

	static Census take(AgentRepository agents, AgentRuntime runtime, int liveProcesses) {
		return new Census(count(agents), liveProcesses, runtime.slots().limit(), runtime.properties().maxAgents(),
				version(runtime.cli()), runtime.cli().sandbox().name(), runtime.disk().shortage());
	}

	private static @Nullable Integer count(AgentRepository agents) {
		try {
			return agents.count();
		}
		catch (StoreUnavailableException ex) {
			return null;
		}
	}

	private static @Nullable String version(ClaudeCli cli) {
		try {
			return cli.installation().version().toString();
		}
		catch (ProblemException ex) {
			return null;
		}
	}

}
