package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of bubblewrap around a program (measured with 0.8.0): the machine
 * read-only, homes and other agents' directories out of sight, namespaces of its own for
 * users, processes, IPC and host name, no capabilities. Started by root it still runs as
 * another user inside.
 *
 * @param program bubblewrap itself
 * @param uid the user id inside, never 0
 * @param gid the group id inside, never 0
 * @param hidden directories that are empty inside
 * @param dieWithParent whether everything inside ends when the thread that started it
 * does
 * @param ownProcesses whether {@code /proc} inside shows the processes inside only. The
 * kernel allows no new {@code /proc} where parts of the present one are masked, as
 * container engines do; then it is the machine's
 */
record Bubblewrap(Path program, int uid, int gid, List<Path> hidden, boolean dieWithParent, boolean ownProcesses) {

	private static final int UNPRIVILEGED = 1000;

	/** The service's own settings, which may hold the model's key. */
	private static final Path SETTINGS = Path.of(".env").toAbsolutePath();

	private static final List<String> ALWAYS_HIDDEN = List.of("/tmp", "/var/tmp", "/root", "/home",
			// Sockets of the machine's daemons, a container engine's among them.
			"/run");

	static Bubblewrap of(Path program, List<String> hidden, boolean dieWithParent) {
		Set<Path> paths = new LinkedHashSet<>();
		ALWAYS_HIDDEN.forEach((path) -> paths.add(Path.of(path)));
		hidden.stream().filter((path) -> !path.isBlank()).forEach((path) -> paths.add(real(Path.of(path.strip()))));
		return new Bubblewrap(program, own("unix:uid"), own("unix:gid"), List.copyOf(paths), dieWithParent, true);
	}

	/** The same, with the {@code /proc} that is there. */
	Bubblewrap withoutOwnProcesses() {
		return new Bubblewrap(this.program, this.uid, this.gid, this.hidden, this.dieWithParent, false);
	}

	/** The command for a launch. */
	List<String> wrap(ClaudeLaunch launch, Path executable, List<String> arguments) {
		return command(List.of(executable),
				List.of(launch.workingDirectory(), launch.configDirectory(), launch.temporaryDirectory()),
				launch.workingDirectory(), concat(executable, arguments));
	}

	/** A command that does nothing, in the same sandbox. */
	List<String> probe(Path harmless) {
		return command(List.of(), List.of(), Path.of("/"), List.of(harmless.toString()));
	}

	private List<String> command(List<Path> readable, List<Path> writable, Path directory, List<String> inner) {
		List<String> command = new ArrayList<>(List.of(this.program.toString(), "--unshare-user", "--uid",
				Integer.toString(this.uid), "--gid", Integer.toString(this.gid), "--unshare-pid", "--unshare-ipc",
				"--unshare-uts", "--new-session"));
		if (this.dieWithParent) {
			command.add("--die-with-parent");
		}
		command.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev"));
		if (this.ownProcesses) {
			command.addAll(List.of("--proc", "/proc"));
		}
		for (Path path : this.hidden) {
			if (Files.isDirectory(path)) {
				command.addAll(List.of("--tmpfs", path.toString()));
			}
		}
		nameServers().ifPresent((file) -> command.addAll(List.of("--ro-bind", file, file)));
		if (Files.exists(SETTINGS)) {
			command.addAll(List.of("--ro-bind", "/dev/null", SETTINGS.toString()));
		}
		for (Path path : readable) {
			command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
		}
		for (Path path : writable) {
			command.addAll(List.of("--bind", path.toString(), path.toString()));
		}
		command.addAll(List.of("--chdir", directory.toString(), "--"));
		command.addAll(inner);
		return command;
	}

	/** Where {@code /etc/resolv.conf} really is, if that is hidden with {@code /run}. */
	private static Optional<String> nameServers() {
		try {
			Path file = Path.of("/etc/resolv.conf").toRealPath();
			return file.startsWith("/run") ? Optional.of(file.toString()) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static List<String> concat(Path executable, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(executable.toString());
		command.addAll(arguments);
		return command;
	}

	/** A mount over a symbolic link would hide nothing. */
	private static Path real(Path path) {
		try {
			return path.toRealPath();
		}
		catch (IOException ex) {
			return path.toAbsolutePath().normalize();
		}
	}

	private static int own(String attribute) {
		try {
			int id = ((Number) Files.getAttribute(Path.of("/proc/self"), attribute)).intValue();
			return (id != 0) ? id : UNPRIVILEGED;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
