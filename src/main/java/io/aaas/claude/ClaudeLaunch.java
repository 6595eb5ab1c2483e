package io.aaas.claude;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything one process of an agent is started with.
 *
 * @param agentId the agent, part of the cookie in the environment of all its processes
 * @param number the number of this launch, the cookie's other part
 * @param options what its configuration asks of the CLI
 * @param session the conversation
 * @param workingDirectory where it works, an existing directory
 * @param configDirectory its home: transcripts, settings, MCP servers; its own, made if
 * absent
 * @param temporaryDirectory its own, made if absent
 * @param spool the file its stdout is appended to; made if absent, along with its
 * directory
 * @param errors the file its stderr is appended to, in the same directory
 * @param modelEnvironment variables by which it reaches the model; trusted, they win over
 * those this package sets
 * @param sandbox how it is confined
 * @param secrets values that are replaced in everything read from it. Those shorter than
 * 8 bytes are left alone, as they would destroy the lines
 */
public record ClaudeLaunch(String agentId, int number, ClaudeOptions options, ClaudeSession session,
		Path workingDirectory, Path configDirectory, Path temporaryDirectory, Path spool, Path errors,
		Map<String, String> modelEnvironment, SandboxChoice sandbox, List<String> secrets) {

	public ClaudeLaunch {
		workingDirectory = workingDirectory.toAbsolutePath().normalize();
		configDirectory = configDirectory.toAbsolutePath().normalize();
		temporaryDirectory = temporaryDirectory.toAbsolutePath().normalize();
		spool = spool.toAbsolutePath().normalize();
		errors = errors.toAbsolutePath().normalize();
		modelEnvironment = Map.copyOf(modelEnvironment);
		secrets = List.copyOf(secrets);
	}

	Path spoolDirectory() {
		return Objects.requireNonNull(this.spool.getParent());
	}

	@Override
	public String toString() {
		return this.agentId + "#" + this.number;
	}

}
