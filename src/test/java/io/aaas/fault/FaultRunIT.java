package io.aaas.fault;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short run of the fault harness; {@code docs/faults.md} tells how to run a long one.
 */
class FaultRunIT {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void everyPromiseIsKeptWhateverFails() {
		Report report = Harness.run(Settings.of(1, 60, 10), this.directory);
		report.write(Path.of(System.getProperty("faults.report", "target/faults/report")));
		assertThat(report.violations()).isEmpty();
	}

}
