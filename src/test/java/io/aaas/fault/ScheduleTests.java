package io.aaas.fault;

import java.util.EnumSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduleTests {

	@Test
	void ofWhenTheSeedIsTheSameIsTheSame() {
		Schedule schedule = Schedule.of(42, 500, Database.Product.SQLITE);
		assertThat(Schedule.of(42, 500, Database.Product.SQLITE)).isEqualTo(schedule);
		assertThat(Schedule.of(43, 500, Database.Product.SQLITE)).isNotEqualTo(schedule);
		assertThat(schedule.injections()).hasSize(500);
	}

	@Test
	void ofWhenThereIsRoomHoldsEveryFaultThatIsPossible() {
		int all = Fault.values().length;
		assertThat(Schedule.of(1, all, Database.Product.POSTGRESQL).injections()).extracting(Injection::fault)
			.containsExactlyInAnyOrderElementsOf(EnumSet.allOf(Fault.class));
		assertThat(Schedule.of(1, 500, Database.Product.SQLITE).injections()).extracting(Injection::fault)
			.noneMatch((fault) -> fault.level() == Fault.Level.STORE);
	}

}
