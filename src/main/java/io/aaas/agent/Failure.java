package io.aaas.agent;

/**
 * Why a message or an agent ended without success.
 *
 * @param code one of a closed list, for programs
 * @param detail what happened and what can be done, for people; holds no secret
 * @param retryable whether the same may succeed later without a change
 */
public record Failure(FailureCode code, String detail, boolean retryable) {

	Failure(FailureCode code, String detail) {
		this(code, detail, code.retryable());
	}

}
