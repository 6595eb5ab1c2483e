package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where launches get control groups of their own: below the service's own group, if that
 * is delegated to it. See {@code man 7 cgroups}.
 *
 * @param parent the service's own group
 */
record Cgroups(Path parent) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/** The fields of a line of mountinfo. */
	private static final int MOUNT_POINT = 4;

	/**
	 * Find them, and try them out. Must not run on a virtual thread.
	 * @param proc usually {@code /proc}
	 * @return {@code null} if they cannot be used here
	 */
	static @Nullable Cgroups find(Path proc) {
		try {
			String mount = mountPoint(Files.readAllLines(proc.resolve("self/mountinfo")));
			String own = own(Files.readAllLines(proc.resolve("self/cgroup")));
			if (mount == null || own == null) {
				return null;
			}
			Cgroups found = new Cgroups(Path.of(mount, own));
			return found.work() ? found : null;
		}
		catch (IOException | UncheckedIOException ex) {
			return null;
		}
	}

	private static @Nullable String mountPoint(List<String> mounts) {
		return mounts.stream()
			.filter((mount) -> mount.contains(" - cgroup2 "))
			.map((mount) -> mount.split(" ")[MOUNT_POINT])
			.findFirst()
			.orElse(null);
	}

	private static @Nullable String own(List<String> groups) {
		return groups.stream()
			.filter((group) -> group.startsWith("0::"))
			.map((group) -> group.substring("0::".length()))
			.findFirst()
			.orElse(null);
	}

	private boolean work() throws IOException {
		Cgroup probe = new Cgroup(this.parent.resolve("aaas-probe-" + ProcessHandle.current().pid()));
		probe.create();
		try {
			List<String> command = new ArrayList<>(probe.enter());
			command.add("/bin/true");
			return Files.isWritable(probe.directory().resolve("cgroup.kill"))
					&& Programs.run(command, Map.of(), TIMEOUT).code() == 0;
		}
		finally {
			probe.remove();
		}
	}

	/** That of a launch; a later run of the service finds it by the same name. */
	Cgroup of(ClaudeLaunch launch) {
		return new Cgroup(this.parent.resolve("aaas-" + launch.agentId() + "-" + launch.number()));
	}

}
