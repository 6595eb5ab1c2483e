package io.aaas.model;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BackendChoiceTests {

	@ParameterizedTest
	@CsvSource({ "AUTO, true, true, ANTHROPIC, true", "AUTO, true, false, ANTHROPIC, true",
			"AUTO, false, true, OFFLINE, true", "AUTO, false, false, ANTHROPIC, false",
			"ANTHROPIC, true, true, ANTHROPIC, true", "ANTHROPIC, true, false, ANTHROPIC, true",
			"ANTHROPIC, false, true, ANTHROPIC, false", "ANTHROPIC, false, false, ANTHROPIC, false",
			"OFFLINE, true, true, OFFLINE, true", "OFFLINE, true, false, OFFLINE, true",
			"OFFLINE, false, true, OFFLINE, true", "OFFLINE, false, false, OFFLINE, true" })
	void ofSettlesBackend(ModelProperties.Choice choice, boolean credentials, boolean loopback, ModelBackend backend,
			boolean ready) {
		BackendChoice settled = BackendChoice.of(choice, credentials ? new Credentials("a key", Map.of(), true) : null,
				loopback);
		assertThat(settled.backend()).isEqualTo(backend);
		assertThat(settled.ready()).isEqualTo(ready);
		if (!ready) {
			assertThat(settled.reason()).contains("ANTHROPIC_API_KEY", "MODEL_BACKEND=offline").hasLineCount(1);
		}
	}

}
