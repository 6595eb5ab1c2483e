package io.aaas;

import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

	@Test
	void arrowsBetweenModulesOnlyGoDown() {
		ApplicationModules.of(AaasApplication.class).verify();
	}

}
