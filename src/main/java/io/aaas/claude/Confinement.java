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
