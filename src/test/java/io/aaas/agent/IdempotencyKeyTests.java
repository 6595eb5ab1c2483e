package io.aaas.agent;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.aaas.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdempotencyKeyTests {

	private record Body(@Nullable String text, @Nullable ObjectNode tree, Map<String, String> labels) {
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"quoted\"", "!~" })
	void ofWhenVisibleAsciiIsTaken(String header) {
		assertThat(key(header, null).text()).isEqualTo(header);
		assertThat(IdempotencyKey.of("tenant", null, "agents", null)).isNull();
		assertThat(key("x".repeat(255), null).text()).hasSize(255);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "tab\t", "zażółć", "\u007f", "line\n" })
	void ofWhenOfAnotherFormIsRefusedByName(String header) {
		assertRefused(header);
		assertRefused("x".repeat(256));
	}

	private static void assertRefused(String header) {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> IdempotencyKey.of("tenant", header, "agents", null))
			.satisfies((ex) -> assertThat(ex.members()).containsEntry("field", "Idempotency-Key"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"a":1,"b":{"c":2,"d":[1,2]}} | {"b":{"d":[1,2],"c":2},"a":1}   | true
			{"a":1}                       | {"a": 1 }                       | true
			{"a":1}                       | {"a":2}                         | false
			{"a":[1,2]}                   | {"a":[2,1]}                     | false
			{"a":null}                    | {}                              | false
			""")
	void requestHashWhenTheSameIsMeantIsTheSame(String one, String other, boolean same) {
		String first = key("k", new Body("text", Documents.readObject(one), Map.of())).requestHash();
		String second = key("k", new Body("text", Documents.readObject(other), Map.of())).requestHash();
		assertThat(first.equals(second)).isEqualTo(same);
	}

	@Test
	void requestHashWhenLabelsComeInAnotherOrderIsTheSame() {
		assertThat(List.of(Map.of("a", "1", "b", "2"), Map.of("b", "2", "a", "1")))
			.extracting((labels) -> key("k", new Body(null, null, labels)).requestHash())
			.containsOnly(key("k", new Body(null, null, Map.of("a", "1", "b", "2"))).requestHash());
		assertThat(key("k", new Body(null, null, Map.of())).requestHash())
			.isNotEqualTo(key("k", new Body("", null, Map.of())).requestHash());
	}

	private static IdempotencyKey key(String header, @Nullable Object body) {
		return Objects.requireNonNull(IdempotencyKey.of("tenant", header, "agents", body));
	}

}
