package io.aaas.fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planted violations of {@link Invariant#RESOURCES}.
 */
class ResourceCheckTests {

	private static final Resources BEFORE = new Resources(100, 20, 40, 60 << 20);

	@Test
	void checkWhenALittleMoreIsUsedFindsNothing() {
		assertThat(ResourceCheck.check(BEFORE, BEFORE)).isEmpty();
		assertThat(ResourceCheck.check(BEFORE, new Resources(105, 21, 42, 63 << 20))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "110, 20, 40, 60, 110 files", "100, 30, 40, 60, 30 sockets", "100, 20, 50, 60, 50 threads",
			"100, 20, 40, 80, bytes of heap" })
	void checkWhenSomethingIsKeptFindsIt(int files, int sockets, int threads, int heap, String what) {
		assertThat(ResourceCheck.check(BEFORE, new Resources(files, sockets, threads, heap << 20))).singleElement()
			.satisfies((violation) -> assertThat(violation.invariant()).isEqualTo(Invariant.RESOURCES))
			.satisfies((violation) -> assertThat(violation.detail()).contains(what));
	}

	@Test
	void ofSeesThisProcess() {
		Resources own = Resources.of(ProcessHandle.current().pid());
		assertThat(own.files()).isPositive();
		assertThat(own.threads()).isPositive();
		assertThat(own.heap()).isPositive();
	}

}
