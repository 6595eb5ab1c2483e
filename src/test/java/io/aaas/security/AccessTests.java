package io.aaas.security;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
class AccessTests {

	private final TestHttp http;

	AccessTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	/**
	 * What each path answers to no key, to a wrong one and to the right one. A status of
	 * 999 means: let in, whatever the answer may be.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/                            | 200 | 200 | 200
			/actuator/health/liveness    | 200 | 200 | 200
			/actuator/health/readiness   | 999 | 999 | 999
			/health                      | 999 | 999 | 999
			/v3/api-docs                 | 200 | 200 | 200
			/v3/api-docs/swagger-config  | 200 | 200 | 200
			/swagger-ui.html             | 302 | 302 | 302
			/swagger-ui/index.html       | 200 | 200 | 200
			/api/v1/whoami               | 401 | 401 | 200
			/api/v1/test/list            | 401 | 401 | 200
			/api/v1/nothing              | 401 | 401 | 404
			/api/v1                      | 401 | 401 | 404
			/actuator                    | 401 | 401 | 404
			/actuator/health             | 401 | 401 | 999
			/actuator/health/nothing     | 401 | 401 | 404
			/actuator/info               | 401 | 401 | 200
			/actuator/prometheus         | 401 | 401 | 200
			/actuator/env                | 401 | 401 | 404
			/actuator/heapdump           | 401 | 401 | 404
			/actuator/metrics            | 401 | 401 | 404
			/actuator/shutdown           | 401 | 401 | 404
			/login                       | 401 | 401 | 404
			/logout                      | 401 | 401 | 404
			/index.html                  | 401 | 401 | 404
			/webjars/anything            | 401 | 401 | 404
			/nothing                     | 401 | 401 | 404
			""")
	void pathNeedsKeyUnlessItIsOpen(String path, int without, int wrong, int right) throws Exception {
		check(path, without);
		check(path, wrong, "X-API-Key", TestHttp.KEY + "x");
		check(path, right, "X-API-Key", TestHttp.KEY);
	}

	private void check(String path, int status, String... headers) throws Exception {
		HttpResponse<String> response = get(path, headers);
		if (status == 999) {
			assertThat(response.statusCode()).isNotIn(401, 403);
		}
		else if (status == 401) {
			TestHttp.problem(response, 401, "unauthenticated");
			assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"aaas\"");
		}
		else if (status == 404) {
			TestHttp.problem(response, 404, "not_found");
		}
		else {
			assertThat(response.statusCode()).as(path).isEqualTo(status);
		}
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
	}

	@Test
	void everyMethodNeedsTheKey() throws Exception {
		for (String method : new String[] { "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" }) {
			assertThat(this.http.sendBare(method, "/api/v1/whoami", BodyPublishers.noBody()).statusCode()).as(method)
				.isEqualTo(401);
		}
	}

	@Test
	void keyMayComeAsBearerToken() throws Exception {
		JsonNode caller = TestHttp.json(get("/api/v1/whoami", "Authorization", "bearer " + TestHttp.KEY));
		assertThat(caller.toString()).isEqualTo("{\"key_id\":\"admin\",\"tenant\":\"default\",\"scopes\":[\"admin\"]}");
		assertThat(get("/api/v1/whoami", "Authorization", "Bearer " + TestHttp.KEY, "X-API-Key", TestHttp.KEY)
			.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "Authorization, Basic dXNlcjpwYXNz", "Authorization, Bearer", "X-API-Key, x" })
	void otherCredentialsAreNone(String header, String value) throws Exception {
		TestHttp.problem(get("/api/v1/whoami", header, value), 401, "unauthenticated");
	}

	@Test
	void differentKeysAreRefusedEvenIfOneIsRight() throws Exception {
		TestHttp.problem(get("/api/v1/whoami", "Authorization", "Bearer other", "X-API-Key", TestHttp.KEY), 401,
				"unauthenticated");
		TestHttp.problem(this.http.raw("GET /api/v1/whoami HTTP/1.1", "Host: localhost", "X-API-Key: " + TestHttp.KEY,
				"X-API-Key: other"), 401, "unauthenticated");
	}

	@Test
	void keyInQueryIsNone() throws Exception {
		TestHttp.problem(get("/api/v1/whoami?api_key=" + TestHttp.KEY.replaceAll("[${}]", "")), 401, "unauthenticated");
	}

	@Test
	void repliesCarrySecurityHeaders() throws Exception {
		HttpResponse<String> response = get("/api/v1/whoami", "X-API-Key", TestHttp.KEY);
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
			.contains("frame-ancestors 'none'");
		assertThat(response.headers().firstValue("Server")).isEmpty();
	}

	@Test
	void rootSaysWhereToGo() throws Exception {
		JsonNode root = TestHttp.json(get("/"));
		assertThat(root.path("name").asString()).isEqualTo("Agent as a Service");
		assertThat(root.path("version").asString()).isNotBlank();
		assertThat(root.path("links").propertyNames()).containsExactlyInAnyOrder("api", "health", "docs", "openapi");
	}

	@Test
	void documentationSpeaksOfTheKeyAndInSnakeCase() throws Exception {
		String document = get("/v3/api-docs").body();
		assertThat(document).contains("X-API-Key", "key_id", "\"max_turns\"", "first_mode")
			.doesNotContain("keyId", "maxTurns", "FIRST_MODE");
	}

	private HttpResponse<String> get(String path, String... headers) throws Exception {
		return this.http.sendBare("GET", path, BodyPublishers.noBody(), headers);
	}

}
