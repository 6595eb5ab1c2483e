package io.aaas.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A process that says it belongs to an agent.
 *
 * @param pid its id
 * @param agentId the agent, by its environment
 * @param launch the launch, by its environment
 */
record LiveProcess(long pid, String agentId, int launch) {

	/**
	 * Those on this machine.
	 * @param data the data directory of the service whose agents are meant
	 */
	static List<LiveProcess> of(Path data) {
		return ProcessHandle.allProcesses()
			.map((process) -> of(process.pid(), data))
			.flatMap(Optional::stream)
			.toList();
	}

	private static Optional<LiveProcess> of(long pid, Path data) {
		List<String> environment = Arrays.asList(read(pid, "environ").split("\0"));
		if (environment.stream().noneMatch((variable) -> variable.startsWith("HOME=" + data))) {
			return Optional.empty();
		}
		return value(environment, "AAAS_AGENT_ID").map((agent) -> new LiveProcess(pid, agent,
				value(environment, "AAAS_LAUNCH").map(Integer::parseInt).orElse(0)));
	}

	private static Optional<String> value(List<String> environment, String name) {
		return environment.stream()
			.filter((variable) -> variable.startsWith(name + "="))
			.map((variable) -> variable.substring(name.length() + 1))
			.findFirst();
	}

	/** The dead children of a process that it did not ask about. */
	static List<Long> zombies(long parent) {
		return ProcessHandle.of(parent)
			.stream()
			.flatMap(ProcessHandle::children)
			.map(ProcessHandle::pid)
			.filter((pid) -> read(pid, "stat").matches("(?s).*\\) Z .*"))
			.toList();
	}

	private static String read(long pid, String file) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			// It has ended meanwhile.
			return "";
		}
	}

}
