package io.aaas.fault;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planted violations of {@link Invariant#PROBLEMS}.
 */
class ProblemCheckTests {

	private static final String PROBLEM = "application/problem+json";

	private static final String BODY = """
			{"type":"urn:aaas:problem:queue_full","code":"queue_full","status":429,"request_id":"r1","detail":"full"}""";

	@Test
	void checkWhenAllIsWellFindsNothing() {
		assertThat(ProblemCheck.check(reply(429, PROBLEM, "r1", BODY))).isEmpty();
		assertThat(ProblemCheck.check(reply(200, "application/json", "r1", "{}"))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			429 | application/problem+json | r2 | queue_full | another request id
			200 | application/json         | '' | queue_full | no request id
			429 | application/json         | r1 | queue_full | not a problem document
			429 | text/html                | r1 | queue_full | not a problem document
			429 | application/problem+json | r1 | no_such_code | an unknown code
			409 | application/problem+json | r1 | queue_full | another status
			500 | application/problem+json | r1 | internal_error | an internal error
			503 | application/problem+json | r1 | draining   | no Retry-After
			""")
	void checkWhenSomethingIsWrongFindsIt(int status, String type, String requestId, String code, String what) {
		String body = BODY.replace("queue_full", code);
		assertFound(reply(status, type, requestId,
				code.equals("queue_full") ? body : body.replace("429", Integer.toString(status))), what);
	}

	@ParameterizedTest
	@CsvSource({ "java.lang.NullPointerException: x", "   at io.aaas.store.Store.write(Store.java:73)" })
	void checkWhenTheInsideShowsFindsIt(String detail) {
		assertFound(reply(429, PROBLEM, "r1", BODY.replace("full\"}", detail + "\"}")), "the inside of the program");
	}

	private static void assertFound(Reply reply, String what) {
		assertThat(ProblemCheck.check(reply)).hasValueSatisfying((violation) -> {
			assertThat(violation.invariant()).isEqualTo(Invariant.PROBLEMS);
			assertThat(violation.detail()).startsWith(what);
		});
	}

	private static Reply reply(int status, String type, String requestId, String body) {
		return new Reply("GET /", status, type, requestId, Optional.empty(), body);
	}

}
