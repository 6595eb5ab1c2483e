package io.aaas.agent;

import java.util.List;
import java.util.Set;

import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.OutputSchema;
import org.jspecify.annotations.Nullable;

/**
 * Judges how a turn ended by the CLI's {@code result} line.
 */
final class TurnResult {

	private static final Set<Integer> TRANSIENT = Set.of(408, 409, 425, 429, 500, 502, 503, 504, 529);

	private TurnResult() {
	}

	/**
	 * The outcome of a message.
	 * @param schema what the message asked its reply to be held to, if it did
	 * @param result the CLI's result
	 * @param usage what the turn used
	 * @param ending why the service ended the turn, if it did
	 * @param lastText what the model said last, for a turn that did not come to its end
	 */
	static Outcome outcome(@Nullable OutputSchema schema, ClaudeMessage.Result result, Usage usage,
			@Nullable TurnEnding ending, @Nullable String lastText) {
		// An API failure is of the subtype "success": only is_error tells.
		if (!result.isError() && "success".equals(result.subtype())) {
			return success(schema, result, usage);
		}
		String text = (result.text() != null && result.apiErrorStatus() == null) ? result.text() : lastText;
		if (ending != null) {
			return new Outcome(ending.status(), text, null, ending.failure(), usage);
		}
		return switch (result.subtype()) {
			case "success" -> new Outcome(MessageStatus.FAILED, null, null, apiError(result), usage);
			case "error_max_turns" -> new Outcome(MessageStatus.FAILED, text, null,
					new Failure(FailureCode.MAX_TURNS, "The turn reached max_turns"), usage);
			case "error_max_budget_usd" -> new Outcome(MessageStatus.BUDGET_EXCEEDED, text, null,
					new Failure(FailureCode.MAX_BUDGET, "The agent has spent its max_budget_usd"), usage);
			case "error_max_structured_output_retries" ->
				new Outcome(MessageStatus.FAILED, text, null, invalid(detail(result)), usage);
			default -> new Outcome(MessageStatus.FAILED, text, null,
					new Failure(FailureCode.EXECUTION_ERROR, "The CLI ended the turn: " + detail(result)), usage);
		};
	}

	/** A turn that did not answer in the shape it was asked for is no success. */
	private static Outcome success(@Nullable OutputSchema schema, ClaudeMessage.Result result, Usage usage) {
		if (schema == null) {
			return new Outcome(MessageStatus.COMPLETED, result.text(), null, null, usage);
		}
		List<String> violations = schema.violations(result.structuredOutput());
		if (violations.isEmpty()) {
			return new Outcome(MessageStatus.COMPLETED, result.text(), result.structuredOutput(), null, usage);
		}
		return new Outcome(MessageStatus.FAILED, result.text(), null, invalid(String.join("; ", violations)), usage);
	}

	private static Failure invalid(String detail) {
		return new Failure(FailureCode.STRUCTURED_OUTPUT_INVALID,
				"The model gave no answer that satisfies output_schema: " + detail);
	}

	private static Failure apiError(ClaudeMessage.Result result) {
		Integer status = result.apiErrorStatus();
		boolean retryable = status == null || TRANSIENT.contains(status);
		return new Failure(FailureCode.API_ERROR, detail(result), retryable);
	}

	private static String detail(ClaudeMessage.Result result) {
		if (result.text() != null && !result.text().isBlank()) {
			return result.text();
		}
		return result.errors().isEmpty() ? result.subtype() : String.join("; ", result.errors());
	}

}
