package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.aaas.fault.Figures.Injected;
import io.aaas.fault.Figures.Times;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run of the harness has found, as JSON and for people.
 *
 * @param at when it ended
 * @param settings what it was asked for
 * @param machine where it ran
 * @param runs one for each database
 */
record Report(Instant at, Settings settings, Machine machine, List<Run> runs) {

	private static final JsonMapper JSON = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.enable(SerializationFeature.INDENT_OUTPUT)
		.build();

	List<Violation> violations() {
		return this.runs.stream().flatMap((run) -> run.violations().stream()).toList();
	}

	/** Write it into a directory: {@code report.json} and {@code report.md}. */
	void write(Path directory) {
		try {
			Files.createDirectories(directory);
			Files.writeString(directory.resolve("report.json"), JSON.writeValueAsString(this) + "\n");
			Files.writeString(directory.resolve("report.md"), ReportText.of(this));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The run on one database.
	 *
	 * @param database which
	 * @param version and which of these
	 * @param seconds how long it took
	 * @param injected how often each fault was injected
	 * @param violations what was found
	 * @param messages how many messages the database held in the end
	 * @param events and events
	 * @param executions how many messages the CLI executed
	 * @param cutOff what became of the turns that ran when the service was killed
	 * @param counts what else was counted
	 * @param millis what was measured
	 * @param before what the service held before the last faults; {@code null} if it was
	 * not looked at
	 * @param after and after them
	 */
	record Run(Database.Product database, String version, long seconds, Map<Fault, Injected> injected,
			List<Violation> violations, int messages, int events, int executions, Map<String, Integer> cutOff,
			Map<String, Integer> counts, Map<String, Times> millis, @Nullable Resources before,
			@Nullable Resources after) {

		int faults() {
			return this.injected.values().stream().mapToInt(Injected::times).sum();
		}

	}

}
