package io.aaas.problem;

import java.net.http.HttpResponse;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
class ProblemTests {

	private final TestHttp http;

	ProblemTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@Test
	void problemHasMembersAndRetryAfterIsRoundedUp() throws Exception {
		HttpResponse<String> response = this.http.send("GET", "/api/v1/test/busy", null);
		JsonNode problem = TestHttp.problem(response, 429, "max_agents");
		assertThat(problem.path("limit").asInt()).isEqualTo(100);
		assertThat(problem.path("retryable").asBoolean()).isTrue();
		assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
	}

	@Test
	void problemIsWrittenWhateverTheClientAccepts() throws Exception {
		TestHttp.problem(this.http.send("GET", "/api/v1/test/stream", null, "Accept", "text/event-stream"), 404,
				"agent_not_found");
		TestHttp.problem(this.http.send("GET", "/api/v1/nothing", null, "Accept", "text/html"), 404, "not_found");
	}

	@Test
	void methodNotAllowedNamesTheOthers() throws Exception {
		HttpResponse<String> response = this.http.send("DELETE", "/api/v1/test/busy", null);
		TestHttp.problem(response, 405, "method_not_allowed");
		assertThat(response.headers().firstValue("Allow").orElse("")).contains("GET");
	}

	@Test
	void mediaTypesAreNamed() throws Exception {
		HttpResponse<String> response = this.http.send("POST", "/api/v1/test/body", "{}", "Content-Type", "text/plain");
		assertThat(TestHttp.problem(response, 415, "unsupported_media_type").path("detail").asString())
			.contains("application/json");
		TestHttp.problem(this.http.send("GET", "/api/v1/test/list", null, "Accept", "image/png"), 406,
				"not_acceptable");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\":", "{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":\"a\"} x", "{} {}", "[1]", "",
			"{\"name\":NaN}", "'a'" })
	void malformedJsonIs400(String body) throws Exception {
		TestHttp.problem(this.http.send("POST", "/api/v1/test/body", body), 400, "malformed_request");
	}

	@Test
	void malformedJsonIsLocated() throws Exception {
		JsonNode problem = TestHttp.problem(this.http.send("POST", "/api/v1/test/body", "{\n  \"name\": x}"), 400,
				"malformed_request");
		assertThat(problem.path("line").asInt()).isEqualTo(2);
		assertThat(problem.path("column").asInt()).isBetween(10, 13);
		assertThat(problem.path("detail").asString()).doesNotContain("jackson", "Source");
	}

	@Test
	void jsonBeyondItsLimitsIs400() throws Exception {
		String body = "{\"name\":\"a\",\"context\":%s}";
		String deep = "[".repeat(63) + "]".repeat(63);
		assertThat(this.http.send("POST", "/api/v1/test/body", body.formatted(deep)).statusCode()).isEqualTo(200);
		TestHttp.problem(this.http.send("POST", "/api/v1/test/body", body.formatted("[" + deep + "]")), 400,
				"malformed_request");
		TestHttp.problem(this.http.send("POST", "/api/v1/test/body", "{\"name\":" + "1".repeat(101) + "}"), 400,
				"malformed_request");
	}

	@Test
	void unknownFieldIsNamedWithTheKnownOnes() throws Exception {
		JsonNode problem = TestHttp.problem(
				this.http.send("POST", "/api/v1/test/body", "{\"name\":\"a\",\"config\":{\"max_turn\":1}}"), 422,
				"unknown_field");
		assertThat(problem.path("field").asString()).isEqualTo("config.max_turn");
		assertThat(problem.path("known_fields").toString()).contains("max_turns", "permission_mode");
		TestHttp.problem(this.http.send("POST", "/api/v1/test/body", "{\"name\":\"a\",\"config\":{\"maxTurns\":1}}"),
				422, "unknown_field");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"name":5}                                              | name                    | a string
					{"name":{}}                                             | name                    | a string
					{"name":"a","config":[]}                                | config                  | an object
					{"name":"a","config":{"max_turns":"5"}}                 | config.max_turns        | an integer
					{"name":"a","config":{"max_turns":1.5}}                 | config.max_turns        | an integer
					{"name":"a","config":{"max_turns":99999999999}}         | config.max_turns        | an integer
					{"name":"a","config":{"verbose":"true"}}                | config.verbose          | true or false
					{"name":"a","config":{"started_at":"yesterday"}}        | config.started_at       | a UTC time
					{"name":"a","config":{"allowed_tools":["Bash",1]}}      | config.allowed_tools[1] | a string
					{"name":"a","config":{"permission_mode":"third_mode"}}  | config.permission_mode  | one of: first_mode, second_mode
					{"name":"a","config":{"permission_mode":"FIRST_MODE"}}  | config.permission_mode  | one of: first_mode, second_mode
					{"name":"a","config":{"permission_mode":0}}             | config.permission_mode  | one of: first_mode, second_mode
					""")
	void wrongTypeNamesTheFieldAndWhatIsExpected(String body, String field, String expected) throws Exception {
		JsonNode problem = TestHttp.problem(this.http.send("POST", "/api/v1/test/body", body), 422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
		assertThat(problem.path("detail").asString()).startsWith(field + " ").contains(expected);
	}

	@Test
	void everyViolationIsListed() throws Exception {
		JsonNode problem = TestHttp.problem(
				this.http.send("POST", "/api/v1/test/body",
						"{\"config\":{\"max_turns\":0},\"labels\":{\"camelCase\":\"too long\"}}"),
				422, "invalid_field");
		assertThat(problem.path("errors").findValuesAsString("field")).containsExactly("config.max_turns",
				"labels.camelCase", "name");
		assertThat(problem.path("field").asString()).isEqualTo("config.max_turns");
	}

	@ParameterizedTest
	@CsvSource({ "/list?limit=0, limit", "/list?limit=1001, limit", "/list?limit=x, limit", "/list?mode=nope, mode",
			"/required, needed" })
	void queryParameterIsNamed(String path, String field) throws Exception {
		JsonNode problem = TestHttp.problem(this.http.send("GET", "/api/v1/test" + path, null), 422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
	}

	@Test
	void malformedIdIs404() throws Exception {
		TestHttp.problem(this.http.send("GET", "/api/v1/test/numbers/x", null), 404, "not_found");
	}

	@Test
	void goodJsonGoesThroughInSnakeCaseWithNulls() throws Exception {
		String body = "{\"name\":\"a\",\"config\":{\"max_turns\":5,\"permission_mode\":\"first_mode\","
				+ "\"started_at\":\"2026-01-31T12:00:00Z\",\"verbose\":true,\"allowed_tools\":[\"Bash\"]},\"labels\":null,\"context\":null}";
		HttpResponse<String> response = this.http.send("POST", "/api/v1/test/body", body);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo(body);
		assertThat(this.http.send("GET", "/api/v1/test/list?mode=first_mode", null).statusCode()).isEqualTo(200);
	}

}
