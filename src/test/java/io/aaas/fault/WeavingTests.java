package io.aaas.fault;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WeavingTests {

	/** A failpoint whose method was renamed would be passed by nobody. */
	@Test
	void everyFailpointIsInTheServicesCode() {
		assertThat(Weaving.classes(null)).allSatisfy((name, content) -> assertThat(name).startsWith("io/aaas/"));
		for (Failpoint failpoint : Failpoint.values()) {
			assertThat(Weaving.classes(null)).containsKey(failpoint.type().replace('.', '/') + ".class");
		}
	}

}
