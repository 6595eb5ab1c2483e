package io.aaas.agent;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * The limits agents live in.
 *
 * @param maxAgents how many agents may exist
 * @param maxLiveProcesses how many of them may have a process at a time; absent, as many
 * as the memory is for
 * @param workspacesDirectory where agents get directories of their own; absent,
 * {@code workspaces} in the data directory
 * @param allowedRoots the directories that a caller's {@code working_directory} must lie
 * below; absent, the workspaces directory
 * @param startTimeout how long a new agent's process may take to be ready
 * @param agentTimeout how long a turn may run if neither the message nor the agent says
 * @param maxWait how long a request waits for a reply before it is answered with 202
 * @param approvalTimeout how long a question waits before it becomes a denial
 * @param idleTimeout how long an agent keeps its process while nobody talks to it
 * @param queueLimit how many messages may wait for one agent
 * @param queueTimeout how long a message may wait for its turn
 * @param stopTimeout how long an interrupted turn may take to end before its process is
 * stopped
 * @param acknowledgeTimeout how long a CLI may take to take a message before it is ended
 * and another gets it
 * @param firstOutputTimeout how long a CLI may say nothing before the first output of a
 * turn
 * @param silenceTimeout how long it may say nothing after that, while no tool runs and
 * nobody is asked
 * @param resultTimeout how long it may take to confirm that a turn has ended
 * @param maxTurnOutput how much the CLI may write in one turn
 * @param recycle when a process that has nothing to do is replaced by a new one
 * @param drainTimeout how long a shutdown waits for running turns
 * @param idempotencyKeyLifetime how long a client may repeat a request under its
 * {@code Idempotency-Key}
 */
@ConfigurationProperties("aaas.agent")
record AgentProperties(@DefaultValue("100") int maxAgents, @Nullable Integer maxLiveProcesses,
		@Nullable Path workspacesDirectory, @DefaultValue List<Path> allowedRoots,
		@DefaultValue("15s") @DurationUnit(ChronoUnit.SECONDS) Duration startTimeout,
		@DefaultValue("600s") @DurationUnit(ChronoUnit.SECONDS) Duration agentTimeout,
		@DefaultValue("300s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
		@DefaultValue("300s") @DurationUnit(ChronoUnit.SECONDS) Duration approvalTimeout,
		@DefaultValue("900s") @DurationUnit(ChronoUnit.SECONDS) Duration idleTimeout,
		@DefaultValue("100") int queueLimit,
		@DefaultValue("3600s") @DurationUnit(ChronoUnit.SECONDS) Duration queueTimeout,
		@DefaultValue("2s") @DurationUnit(ChronoUnit.SECONDS) Duration stopTimeout,
		@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration acknowledgeTimeout,
		@DefaultValue("300s") @DurationUnit(ChronoUnit.SECONDS) Duration firstOutputTimeout,
		@DefaultValue("300s") @DurationUnit(ChronoUnit.SECONDS) Duration silenceTimeout,
		@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration resultTimeout,
		@DefaultValue("1GB") DataSize maxTurnOutput, @DefaultValue Recycle recycle,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration drainTimeout,
		@DefaultValue("24h") @DurationUnit(ChronoUnit.SECONDS) Duration idempotencyKeyLifetime) {

	/**
	 * What the service and the system need, and what an idle CLI takes: 107 MiB measured.
	 */
	private static final DataSize RESERVED = DataSize.ofGigabytes(2);

	private static final DataSize EACH = DataSize.ofMegabytes(160);

	private static final int LEAST = 4;

	/** How many processes may live at a time. */
	int liveProcesses() {
		Integer configured = this.maxLiveProcesses;
		return (configured != null) ? configured : liveProcesses(memory());
	}

	static int liveProcesses(long memory) {
		return (int) Math.max(LEAST, (memory - RESERVED.toBytes()) / EACH.toBytes());
	}

	/**
	 * What a process may have behind it; 0 is no limit.
	 *
	 * @param turns how many turns
	 * @param age how much time
	 * @param memory how much of the machine's it holds, with all it has started
	 */
	record Recycle(@DefaultValue("0") int turns, @DefaultValue("24h") @DurationUnit(ChronoUnit.SECONDS) Duration age,
			@DefaultValue("1GB") DataSize memory) {
	}

	/** The machine's, or the container's. */
	private static long memory() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
	}

}
