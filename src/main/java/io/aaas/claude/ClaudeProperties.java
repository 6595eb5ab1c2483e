package io.aaas.claude;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * How the Claude Code CLI is found and run.
 *
 * @param path the program; if absent or empty, {@code claude} on the {@code PATH}, then
 * the one the build has fetched
 * @param sandbox what confines it
 * @param stopTimeout how long a stop may take until the whole process tree is gone
 * @param onServiceLoss what becomes of it when the service dies
 * @param hiddenDirectories directories that no agent may see in the sandbox, but for its
 * own in them: the service's data and all workspaces
 * @param limits what the kernel lets it have
 */
@ConfigurationProperties("aaas.claude")
record ClaudeProperties(@Nullable String path, @DefaultValue("auto") SandboxMode sandbox,
		@DefaultValue("2s") @DurationUnit(ChronoUnit.SECONDS) Duration stopTimeout,
		@DefaultValue("finish") OnServiceLoss onServiceLoss, @DefaultValue List<String> hiddenDirectories,
		@DefaultValue Limits limits) {

	@Nullable Path configuredPath() {
		return (this.path != null && !this.path.isBlank()) ? Path.of(this.path.strip()) : null;
	}

	/**
	 * Limits of each of an agent's processes, as {@code setrlimit(2)} has them; absent,
	 * those of the service. None writes a core dump.
	 *
	 * @param openFiles how many files it may have open
	 * @param processes how many processes its user may have
	 * @param fileSize how large a file may become by its writing, its own output included
	 */
	record Limits(@Nullable Integer openFiles, @Nullable Integer processes, @Nullable DataSize fileSize) {

		/**
		 * The beginning of a command that runs another within them.
		 * @param prlimit the program of util-linux, {@code null} if it is not there
		 * @throws StartupException if it is needed
		 */
		List<String> command(@Nullable Path prlimit) {
			List<String> command = new ArrayList<>();
			if (prlimit == null && (this.openFiles != null || this.processes != null || this.fileSize != null)) {
				throw new StartupException("AGENT_OPEN_FILES, AGENT_PROCESSES and AGENT_FILE_SIZE need the program "
						+ "prlimit of util-linux on the PATH");
			}
			if (prlimit == null) {
				return command;
			}
			command.addAll(List.of(prlimit.toString(), "--core=0"));
			if (this.openFiles != null) {
				command.add("--nofile=" + this.openFiles);
			}
			if (this.processes != null) {
				command.add("--nproc=" + this.processes);
			}
			if (this.fileSize != null) {
				command.add("--fsize=" + this.fileSize.toBytes());
			}
			return command;
		}

	}

	/**
	 * What becomes of a running turn whose service is killed.
	 */
	enum OnServiceLoss {

		/** The CLI finishes its turn; the next start of the service takes it over. */
		FINISH,

		/** The kernel kills the CLI in the moment the service dies. */
		KILL

	}

	enum SandboxMode {

		/** Bubblewrap if it works here, else none. */
		AUTO,

		/** Bubblewrap; no agent starts without. */
		BUBBLEWRAP,

		/** None. */
		NONE

	}

}
