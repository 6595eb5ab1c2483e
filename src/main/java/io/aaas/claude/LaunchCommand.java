package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The whole command line of a launch: the CLI, and what is wrapped around it. Each
 * wrapper becomes the next, so that all of it is one process, but for those of the
 * sandbox. Must not be used on a virtual thread.
 */
final class LaunchCommand {

	private final @Nullable Path setsid;

	/** Gives a process a parent-death signal, where no sandbox does. */
	private final @Nullable Path setpriv;

	private final List<String> limits;

	LaunchCommand(ClaudeProperties properties, String searchPath) {
		this.setsid = Programs.find("setsid", searchPath);
		this.setpriv = (properties.onServiceLoss() == ClaudeProperties.OnServiceLoss.KILL)
				? Programs.find("setpriv", searchPath) : null;
		this.limits = properties.limits().command(Programs.find("prlimit", searchPath));
	}

	/**
	 * The command; the files and directories it needs are made.
	 * @throws ClaudeStartException if they cannot be
	 */
	List<String> of(ClaudeLaunch launch, ClaudeInstallation installation, Confinement confinement) {
		try {
			if (!Files.isDirectory(launch.workingDirectory())) {
				throw new ClaudeStartException("The working directory does not exist", null, "", null);
			}
			PrivateFiles.createDirectories(launch.configDirectory());
			PrivateFiles.createDirectories(launch.temporaryDirectory());
			PrivateFiles.createFile(launch.spool());
			PrivateFiles.createFile(launch.errors());
			List<String> command = new ArrayList<>();
			Cgroup cgroup = confinement.cgroup(launch);
			if (cgroup != null) {
				cgroup.create();
				command.addAll(cgroup.enter());
			}
			if (this.setsid != null) {
				// Ctrl-C in the service's terminal is not meant for the agents.
				command.add(this.setsid.toString());
			}
			command.addAll(this.limits);
			List<String> arguments = ClaudeCommand.arguments(launch, installation.version());
			Bubblewrap bubblewrap = confinement.bubblewrap();
			if (bubblewrap != null) {
				command.addAll(bubblewrap.wrap(launch, installation.executable(), arguments));
				return command;
			}
			if (this.setpriv != null) {
				command.addAll(List.of(this.setpriv.toString(), "--pdeathsig", "KILL"));
			}
			command.add(installation.executable().toString());
			command.addAll(arguments);
			return command;
		}
		catch (IOException | UncheckedIOException ex) {
			throw new ClaudeStartException("Its files cannot be written", null, String.valueOf(ex.getMessage()), ex);
		}
	}

}
