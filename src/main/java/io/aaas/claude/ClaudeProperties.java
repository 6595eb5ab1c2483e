package io.aaas.claude;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

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
 */
@ConfigurationProperties("aaas.claude")
record ClaudeProperties(@Nullable String path, @DefaultValue("auto") SandboxMode sandbox,
		@DefaultValue("2s") @DurationUnit(ChronoUnit.SECONDS) Duration stopTimeout,
		@DefaultValue("finish") OnServiceLoss onServiceLoss, @DefaultValue List<String> hiddenDirectories) {

	@Nullable Path configuredPath() {
		return (this.path != null && !this.path.isBlank()) ? Path.of(this.path.strip()) : null;
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
