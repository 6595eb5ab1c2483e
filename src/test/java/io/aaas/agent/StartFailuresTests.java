package io.aaas.agent;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StartFailuresTests {

	private final StartFailures failures = new StartFailures();

	@Test
	void delayGrowsAndDiffers() {
		for (int seconds = 1; seconds <= 8; seconds *= 2) {
			assertThat(this.failures.areTooMany()).isFalse();
			this.failures.add("it ended with exit code 1");
			for (int i = 0; i < 100; i++) {
				assertThat(this.failures.delay()).isBetween(Duration.ofMillis(500L * seconds),
						Duration.ofSeconds(seconds));
			}
			assertThat(this.failures.delay().plus(this.failures.delay()).plus(this.failures.delay()))
				.isNotEqualTo(this.failures.delay().multipliedBy(3));
		}
		this.failures.add("it ended with exit code 1");
		assertThat(this.failures.areTooMany()).isTrue();
		this.failures.reset(0);
		assertThat(this.failures.areTooMany()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "it ended with exit code 1: error: unknown option '--x'",
			"it ended with exit code 1: error: option '--max-turns <n>' argument 'x' is invalid" })
	void addWhenTheCommandLineIsRefusedIsEnough(String reason) {
		this.failures.add(reason);
		assertThat(this.failures.areTooMany()).isTrue();
	}

}
