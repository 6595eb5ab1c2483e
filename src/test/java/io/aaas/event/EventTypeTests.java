package io.aaas.event;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class EventTypeTests {

	@ParameterizedTest
	@CsvSource({ "MESSAGE_TIMED_OUT, message.timed_out", "CLAUDE_API_RETRY, claude.api_retry",
			"AGENT_PROCESS_EXITED, agent.process_exited" })
	void wireNameWhenTypeHasSeveralWordsHasOneDot(EventType type, String wireName) {
		assertThat(type.wireName()).isEqualTo(wireName);
	}

	@ParameterizedTest
	@EnumSource
	void ofWhenNameIsOfTypeFindsIt(EventType type) {
		assertThat(EventType.of(type.wireName())).contains(type);
		assertThat(EventType.of(type.name())).isEmpty();
	}

}
