package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One message that the CLI began to execute, as the CLI itself has written it down.
 *
 * @param uuid the uuid it was given
 * @param text the beginning of the message's text
 * @param agentId the agent, by the process's environment
 * @param launch the launch, by the process's environment
 */
record Execution(String uuid, String text, String agentId, int launch) {

	/** All of a run so far, in their order. */
	static List<Execution> read(Path file) {
		try {
			return Files.notExists(file) ? List.of()
					: Files.readAllLines(file)
						.stream()
						.map(JsonMapper.shared()::readTree)
						.filter((line) -> line.has("uuid"))
						.map(Execution::of)
						.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Execution of(JsonNode line) {
		return new Execution(line.get("uuid").asString(), line.path("text").asString(), line.path("agent").asString(),
				line.path("launch").asInt());
	}

}
