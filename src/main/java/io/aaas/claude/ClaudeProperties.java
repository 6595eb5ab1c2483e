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
 * @param dieWithParent whether it ends at once when the service does
 * @param hiddenDirectories directories that no agent may see in the sandbox, but for its
 * own in them: the service's data and all workspaces
 */
@ConfigurationProperties("aaas.claude")
record ClaudeProperties(@Nullable String path, @DefaultValue("auto") SandboxMode sandbox,
		@DefaultValue("2s") @DurationUnit(ChronoUnit.SECONDS) Duration stopTimeout,
		@DefaultValue("false") boolean dieWithParent, @DefaultValue List<String> hiddenDirectories) {

	@Nullable Path configuredPath() {
		return (this.path != null && !this.path.isBlank()) ? Path.of(this.path.strip()) : null;
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
