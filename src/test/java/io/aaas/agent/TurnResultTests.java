package io.aaas.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.OutputSchema;
import io.aaas.claude.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class TurnResultTests {

	@Test
	void outcomeWhenThereIsNoErrorIsTheText() {
		Outcome outcome = outcome("success", false, "the reply", List.of(), null, null);
		assertThat(outcome.status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(outcome.response()).isEqualTo("the reply");
		assertThat(outcome.error()).isNull();
	}

	@Test
	void outcomeWhenInterruptedAfterItsEndIsComplete() {
		assertThat(outcome("success", false, "the reply", List.of(), null, TurnEnding.TIMED_OUT).status())
			.isEqualTo(MessageStatus.COMPLETED);
	}

	@ParameterizedTest
	@CsvSource({ "error_max_turns, FAILED, MAX_TURNS", "error_max_budget_usd, BUDGET_EXCEEDED, MAX_BUDGET",
			"error_during_execution, FAILED, EXECUTION_ERROR", "error_new_kind, FAILED, EXECUTION_ERROR" })
	void outcomeWhenTurnFailsKeepsWhatTheModelSaid(String subtype, MessageStatus status, FailureCode code) {
		Outcome outcome = outcome(subtype, true, null, List.of(), null, null);
		assertThat(outcome.status()).isEqualTo(status);
		assertThat(Objects.requireNonNull(outcome.error()).code()).isEqualTo(code);
		assertThat(outcome.response()).isEqualTo("said last");
		assertThat(outcome(subtype, true, "its own text", List.of(), null, null).response()).isEqualTo("its own text");
	}

	@ParameterizedTest
	@CsvSource({ "400, false", "401, false", "403, false", "404, false", "408, true", "413, false", "429, true",
			"500, true", "529, true", ", true" })
	void outcomeWhenApiFailsCanBeTriedAgainIfItIsNotTheRequest(@Nullable Integer status, boolean retryable) {
		Failure failure = Objects
			.requireNonNull(outcome("success", true, "API Error: x", List.of(), status, null).error());
		assertThat(failure.code()).isEqualTo(FailureCode.API_ERROR);
		assertThat(failure.detail()).isEqualTo("API Error: x");
		assertThat(failure.retryable()).isEqualTo(retryable);
	}

	/** What the CLI says of the failed call is no reply of the model. */
	@Test
	void outcomeWhenApiFailsInATurnThatWasEndedKeepsWhatTheModelSaid() {
		Outcome outcome = outcome("success", true, "API Error: x", List.of(), 500, TurnEnding.INTERRUPTED);
		assertThat(outcome.status()).isEqualTo(MessageStatus.INTERRUPTED);
		assertThat(outcome.response()).isEqualTo("said last");
	}

	@Test
	void outcomeWhenThereIsNoTextTellsTheErrorsElseTheKind() {
		assertThat(detail(null, List.of("a", "b"))).endsWith("a; b");
		assertThat(detail(" ", List.of("a"))).endsWith("a");
		assertThat(detail(" ", List.of())).endsWith("error_during_execution");
		assertThat(detail("text", List.of("a"))).endsWith("text");
	}

	@Test
	void outcomeWhenAnswerSatisfiesItsSchemaIsTheAnswer() {
		Outcome outcome = shaped(Documents.readObject("{\"n\":1}"));
		assertThat(outcome.status()).isEqualTo(MessageStatus.COMPLETED);
		assertThat(outcome.structuredOutput()).isEqualTo(Documents.readObject("{\"n\":1}"));
	}

	/** Both ends of the range of versions call this a success. */
	@Test
	void outcomeWhenAnswerDoesNotSatisfyItsSchemaIsAFailure() {
		for (JsonNode answer : new JsonNode[] { null, Documents.readObject("{\"n\":\"one\"}") }) {
			Outcome outcome = shaped(answer);
			assertThat(outcome.status()).isEqualTo(MessageStatus.FAILED);
			assertThat(outcome.structuredOutput()).isNull();
			assertThat(Objects.requireNonNull(outcome.error()).code()).isEqualTo(FailureCode.STRUCTURED_OUTPUT_INVALID);
		}
	}

	private static Outcome shaped(@Nullable JsonNode answer) {
		OutputSchema schema = OutputSchema.of(Documents
			.readObject("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}"));
		return TurnResult.outcome(schema, result("success", false, "text", answer, List.of(), null), Usage.NONE, null,
				null);
	}

	private static String detail(@Nullable String text, List<String> errors) {
		return Objects.requireNonNull(outcome("error_during_execution", true, text, errors, null, null).error())
			.detail();
	}

	private static Outcome outcome(String subtype, boolean error, @Nullable String text, List<String> errors,
			@Nullable Integer apiStatus, @Nullable TurnEnding ending) {
		return TurnResult.outcome(null, result(subtype, error, text, null, errors, apiStatus), Usage.NONE, ending,
				"said last");
	}

	private static ClaudeMessage.Result result(String subtype, boolean error, @Nullable String text,
			@Nullable JsonNode answer, List<String> errors, @Nullable Integer apiStatus) {
		return new ClaudeMessage.Result(subtype, error, text, answer, errors, null, apiStatus, BigDecimal.ONE,
				new TokenUsage(1, 2, 3, 4), 1, Duration.ZERO, "session");
	}

}
