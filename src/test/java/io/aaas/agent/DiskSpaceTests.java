package io.aaas.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DiskSpaceTests {

	private static final Path DATA = Path.of("/data");

	private static final Path WORK = Path.of("/work");

	private final TestDisk gauge = new TestDisk();

	@ParameterizedTest
	@CsvSource({ ", 2049, false", ", 2047, true", "1GB, 1025, false", "1GB, 1023, true", "0, 0, false" })
	void lookWhenLessIsFreeThanTheFloorIsShort(@Nullable String minFree, int free, boolean isShort) {
		DiskSpace disk = disk((minFree != null) ? DataSize.parse(minFree) : null);
		this.gauge.leave(DataSize.ofMegabytes(free));
		disk.look();
		assertThat(disk.isShort()).isEqualTo(isShort);
	}

	@Test
	void lookWhenTheDiskIsSmallLeavesAGigabyte() {
		DiskSpace disk = new DiskSpace(List.of(DATA), null,
				(directory) -> new DiskSpace.Reading(DataSize.ofMegabytes(1000).toBytes(),
						DataSize.ofGigabytes(8).toBytes()));
		disk.look();
		assertThat(disk.shortage()).contains("/data", "1000 MiB", "1024 MiB");
	}

	@Test
	void lookWhenOneOfTheDisksIsFullIsShort() {
		DiskSpace disk = disk(null);
		this.gauge.leave(WORK, DataSize.ofMegabytes(1));
		disk.look();
		assertThat(disk.shortage()).contains("/work");
		assertThatExceptionOfType(ProblemException.class).isThrownBy(disk::refuse)
			.matches((ex) -> ex.type() == ProblemType.STORAGE_FULL && ex.retryAfter() != null)
			.withMessageContaining("MIN_FREE_SPACE");
		this.gauge.leave(WORK, DataSize.ofGigabytes(50));
		disk.look();
		assertThat(disk.shortage()).isNull();
		disk.refuse();
	}

	@Test
	void lookWhenNothingChangesTellsNobody() {
		DiskSpace disk = disk(null);
		AtomicInteger told = new AtomicInteger();
		disk.onChange(() -> {
			throw new IllegalStateException("a listener that fails");
		});
		disk.onChange(told::incrementAndGet);
		disk.look();
		assertThat(told).hasValue(0);
		this.gauge.leave(DataSize.ofBytes(1));
		disk.look();
		disk.look();
		assertThat(told).hasValue(1);
		this.gauge.leave(DataSize.ofGigabytes(50));
		disk.look();
		assertThat(told).hasValue(2);
	}

	@Test
	void lookWhenTheDiskCannotBeReadStopsNothing() {
		DiskSpace disk = disk(null);
		this.gauge.breakDown();
		disk.look();
		assertThat(disk.isShort()).isFalse();
	}

	private DiskSpace disk(@Nullable DataSize minFree) {
		return new DiskSpace(List.of(DATA, WORK), minFree, this.gauge);
	}

}
