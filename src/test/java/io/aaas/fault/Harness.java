package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs what it is asked for, one database after the other.
 */
final class Harness {

	private Harness() {
	}

	/**
	 * Run.
	 * @param directory an empty directory, in which everything is left for whoever looks
	 * into a violation
	 */
	static Report run(Settings settings, Path directory) {
		// Else the service seems to keep what the harness keeps for it.
		System.setProperty("jdk.httpclient.keepalive.timeout", "3");
		ServiceProgram program = ServiceProgram.make();
		List<Report.Run> runs = new ArrayList<>();
		for (Database.Product product : settings.databases()) {
			Schedule schedule = settings.schedule(product);
			System.out.printf("%d faults on %s, seed %d%n", schedule.injections().size(), product, schedule.seed());
			Path own = make(directory.resolve(product.toString()));
			Database database = switch (product) {
				case SQLITE -> Database.sqlite(own.resolve("data/aaas.db"));
				case POSTGRESQL -> new PostgresServer(own.resolve("postgres"));
			};
			runs.add(FaultRun.run(own, program, schedule, database, settings.agents()));
		}
		return new Report(Instant.now(), settings, Machine.here(), runs);
	}

	private static Path make(Path directory) {
		try {
			return Files.createDirectories(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
