package io.aaas.fault;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

import io.aaas.problem.ProblemType;
import tools.jackson.databind.JsonNode;

/**
 * {@link Invariant#PROBLEMS}, of one reply.
 */
final class ProblemCheck {

	private static final Pattern STACK_TRACE = Pattern
		.compile("\\bat [a-z]+(\\.\\w+)+\\(|\\b[a-z]+(\\.[a-z]+)+\\.[A-Z]\\w*(Exception|Error)\\b");

	private ProblemCheck() {
	}

	/** What is wrong with a reply, if anything. */
	static Optional<Violation> check(Reply reply) {
		return problem(reply).map((what) -> Invariant.PROBLEMS.violated(what + ": " + reply.request() + " -> "
				+ reply.status() + " " + reply.body().substring(0, Math.min(500, reply.body().length()))));
	}

	private static Optional<String> problem(Reply reply) {
		if (reply.requestId().isBlank()) {
			return Optional.of("no request id");
		}
		if (reply.status() < 400) {
			return Optional.empty();
		}
		if (!reply.contentType().startsWith("application/problem+json")) {
			return Optional.of("not a problem document but " + reply.contentType());
		}
		JsonNode document = reply.json();
		Optional<ProblemType> type = Arrays.stream(ProblemType.values())
			.filter((candidate) -> candidate.code().equals(document.path("code").asString("")))
			.findFirst();
		if (type.isEmpty()) {
			return Optional.of("an unknown code");
		}
		if (type.get().status().value() != reply.status() || document.path("status").asInt() != reply.status()) {
			return Optional.of("another status than its code has");
		}
		if (!document.path("request_id").asString("").equals(reply.requestId())) {
			return Optional.of("another request id than in the header");
		}
		if (reply.status() == 500) {
			return Optional.of("an internal error");
		}
		if (reply.status() == 503 && reply.retryAfter().isEmpty()) {
			return Optional.of("no Retry-After");
		}
		if (STACK_TRACE.matcher(reply.body()).find()) {
			return Optional.of("the inside of the program");
		}
		return Optional.empty();
	}

}
