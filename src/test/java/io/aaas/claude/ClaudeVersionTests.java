package io.aaas.claude;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClaudeVersionTests {

	@Test
	void parseWhenTextHoldsANumberReadsIt() {
		assertThat(ClaudeVersion.parse("2.1.330 (Claude Code)\n")).isEqualTo(ClaudeVersion.NEWEST)
			.hasToString("2.1.330");
		assertThatIllegalArgumentException().isThrownBy(() -> ClaudeVersion.parse("2.1"));
		assertThatIllegalArgumentException().isThrownBy(() -> ClaudeVersion.parse("99999999999.1.1"));
	}

	@Test
	void compareToWhenDigitsDifferOrdersAsNumbers() {
		assertThat(ClaudeVersion.parse("2.1.1000")).isGreaterThan(ClaudeVersion.parse("2.1.330"));
		assertThat(ClaudeVersion.parse("2.0.999")).isLessThan(ClaudeVersion.OLDEST);
		assertThat(ClaudeVersion.parse("10.0.0")).isGreaterThan(ClaudeVersion.parse("9.9.9"));
	}

	@Test
	void rangeIsTheOneTheBuildFetches() {
		assertThat(ClaudeVersion.OLDEST).hasToString(System.getProperty("claude.oldest"));
		assertThat(ClaudeVersion.NEWEST).hasToString(System.getProperty("claude.newest"));
	}

}
