package io.aaas.fault;

import io.aaas.fault.Mutant.MissedBy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MutantsTests {

	/** One whose method or test was renamed would switch nothing off. */
	@Test
	void everyMutantCanBeMadeAndMissed() {
		assertThat(Mutants.ALL).allSatisfy((mutant) -> {
			assertThat(Weaving.classes(mutant)).containsKey(mutant.type().replace('.', '/') + ".class");
			if (mutant.missedBy() instanceof MissedBy.Test test) {
				assertThat(TestRunner.selector(test)).isNotNull();
			}
		});
	}

}
