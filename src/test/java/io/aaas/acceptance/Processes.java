package io.aaas.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The process table, as an operator reads it.
 */
final class Processes {

	private Processes() {
	}

	/** The processes that carry the cookie of an agent. */
	static List<ProcessHandle> ofAgent(String agentId) {
		return withEnvironment("AAAS_AGENT_ID=" + agentId);
	}

	/** The processes of agents that live below a directory. */
	static List<ProcessHandle> ofAgentsIn(Path directory) {
		return withEnvironment("HOME=" + directory).stream()
			.filter((process) -> environment(process).contains("AAAS_AGENT_ID="))
			.toList();
	}

	private static List<ProcessHandle> withEnvironment(String text) {
		return ProcessHandle.allProcesses().filter((process) -> environment(process).contains(text)).toList();
	}

	private static String environment(ProcessHandle process) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"),
					StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
