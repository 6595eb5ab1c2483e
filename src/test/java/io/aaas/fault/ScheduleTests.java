package io.aaas.fault;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduleTests {

	private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

	@Test
	void ofWhenTheSeedIsTheSameIsTheSame() {
		Schedule schedule = Schedule.of(42, 500, ALL);
		assertThat(Schedule.of(42, 500, ALL)).isEqualTo(schedule);
		assertThat(Schedule.of(43, 500, ALL)).isNotEqualTo(schedule);
	}

	@Test
	void ofHoldsAsManyAsAskedFor() {
		assertThat(Schedule.of(1, 500, ALL).injections()).extracting(Injection::number)
			.isEqualTo(IntStream.rangeClosed(1, 500).boxed().toList());
		assertThat(Schedule.of(1, 5, ALL).injections()).hasSize(5);
	}

	@Test
	void ofWhenThereIsRoomHoldsEveryFault() {
		assertThat(Schedule.of(1, 150, ALL).storms()).extracting(Injection::fault).containsAll(ALL);
	}

	@Test
	void ofLeavesTheServiceAloneWhileItIsMeasured() {
		assertThat(Schedule.of(1, 500, ALL).measured()).hasSize(50)
			.noneMatch((injection) -> injection.fault().level().global());
	}

	@Test
	void ofDrawsNothingElse() {
		assertThat(Schedule.of(1, 50, Fault.of(Database.Product.SQLITE)).injections()).extracting(Injection::fault)
			.noneMatch((fault) -> fault.level() == Fault.Level.STORE);
		assertThat(Schedule.of(1, 50, Set.of(Fault.SERVICE_KILLED)).storms()).hasSize(50);
	}

	@Test
	void everyFaultHasOneWhoInjectsIt() {
		for (Fault fault : Fault.values()) {
			assertThat(fault.level().global() ? Injectors.global(fault) : Injectors.local(fault)).isNotNull();
		}
	}

}
