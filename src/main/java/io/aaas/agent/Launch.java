package io.aaas.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.aaas.claude.ProcessIdentity;

/**
 * One start of the CLI for an agent, as it is in the database.
 *
 * @param agentId the agent
 * @param number which launch of the agent, from 1
 * @param node the node that started it
 * @param cliVersion the CLI's version
 * @param sessionId the Claude session, as the CLI last told it
 * @param processes the processes it consists of; empty until it has started
 * @param spool where its output is
 * @param spoolOffset how far that is ingested, in bytes
 * @param errors where its error output is
 * @param errorsOffset how far that is ingested, in bytes
 * @param costBaseline what {@code total_cost_usd} starts from in this launch
 * @param costTotal the newest {@code total_cost_usd}
 * @param startedAt when it was started
 * @param endedAt when its end was recorded; {@code null} while it may live
 * @param exitCode its exit code, where it is known
 * @param reason why it ended
 */
record Launch(String agentId, int number, String node, String cliVersion, String sessionId,
		List<ProcessIdentity> processes, Path spool, long spoolOffset, Path errors, long errorsOffset,
		double costBaseline, double costTotal, Instant startedAt, @Nullable Instant endedAt, @Nullable Integer exitCode,
		@Nullable String reason) {

	Launch withProcesses(List<ProcessIdentity> processes) {
		return new Launch(this.agentId, this.number, this.node, this.cliVersion, this.sessionId, processes, this.spool,
				this.spoolOffset, this.errors, this.errorsOffset, this.costBaseline, this.costTotal, this.startedAt,
				this.endedAt, this.exitCode, this.reason);
	}

	Launch ingested(long spoolOffset, long errorsOffset) {
		return new Launch(this.agentId, this.number, this.node, this.cliVersion, this.sessionId, this.processes,
				this.spool, spoolOffset, this.errors, errorsOffset, this.costBaseline, this.costTotal, this.startedAt,
				this.endedAt, this.exitCode, this.reason);
	}

	Launch withSession(String sessionId) {
		return new Launch(this.agentId, this.number, this.node, this.cliVersion, sessionId, this.processes, this.spool,
				this.spoolOffset, this.errors, this.errorsOffset, this.costBaseline, this.costTotal, this.startedAt,
				this.endedAt, this.exitCode, this.reason);
	}

	Launch withCost(double costBaseline, double costTotal) {
		return new Launch(this.agentId, this.number, this.node, this.cliVersion, this.sessionId, this.processes,
				this.spool, this.spoolOffset, this.errors, this.errorsOffset, costBaseline, costTotal, this.startedAt,
				this.endedAt, this.exitCode, this.reason);
	}

	Launch ended(@Nullable Integer exitCode, String reason, Instant at) {
		return new Launch(this.agentId, this.number, this.node, this.cliVersion, this.sessionId, this.processes,
				this.spool, this.spoolOffset, this.errors, this.errorsOffset, this.costBaseline, this.costTotal,
				this.startedAt, at, exitCode, reason);
	}

}
