package io.aaas.claude;

import java.nio.file.Files;

import org.jspecify.annotations.Nullable;

/**
 * What holds the processes of a launch together, the best there is.
 *
 * @param sandbox what it is, for people
 * @param bubblewrap the sandbox, whose PID namespace ends with its first process
 * @param cgroups without a sandbox, a control group for each launch
 */
record Confinement(Sandbox sandbox, @Nullable Bubblewrap bubblewrap, @Nullable Cgroups cgroups) {

	/**
	 * The same for a launch that may say otherwise.
	 * @throws ClaudeStartException if it demands a sandbox and there is none
	 */
	Confinement of(SandboxChoice choice) {
		if (choice == SandboxChoice.BUBBLEWRAP && this.bubblewrap == null) {
			throw new ClaudeStartException(
					"The agent's template demands the bubblewrap sandbox, and there is none: " + this.sandbox.reason(),
					null, "", null);
		}
		return (choice == SandboxChoice.NONE && this.bubblewrap != null)
				? new Confinement(new Sandbox("none", "the agent's template says so", false), null, this.cgroups)
				: this;
	}

	/** The control group of a launch that is about to be started. */
	@Nullable Cgroup cgroup(ClaudeLaunch launch) {
		return (this.bubblewrap == null && this.cgroups != null) ? this.cgroups.of(launch) : null;
	}

	/** The one that an earlier run of the service has made for it, if it is there. */
	@Nullable Cgroup remaining(ClaudeLaunch launch) {
		Cgroup cgroup = (this.cgroups != null) ? this.cgroups.of(launch) : null;
		return (cgroup != null && Files.isDirectory(cgroup.directory())) ? cgroup : null;
	}

}
