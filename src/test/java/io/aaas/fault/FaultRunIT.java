package io.aaas.fault;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short run of the fault harness.
 */
class FaultRunIT {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void everyFaultOnSqliteLeavesEveryPromiseKept() {
		ServiceProgram program = ServiceProgram.make();
		Schedule schedule = Schedule.of(Long.getLong("faults.seed", 1), Integer.getInteger("faults.count", 30),
				Database.Product.SQLITE);
		assertThat(FaultRun.run(this.directory, program, schedule, 8)).isEmpty();
	}

}
