package io.aaas.security;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
@TestPropertySource(properties = { "HOST=0.0.0.0", "ALLOWED_HOSTS=api.example.com, other.example.com",
		"ALLOWED_ORIGINS=https://App.example.com/,http://dev.example.com:3000" })
class PublicAddressTests {

	private static final String KEY = "X-API-Key: " + TestHttp.KEY;

	private final TestHttp http;

	PublicAddressTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@Test
	void onlyNamedHostsAreAnswered() throws Exception {
		assertThat(this.http.raw("GET / HTTP/1.1", "Host: api.example.com")).startsWith("HTTP/1.1 200");
		assertThat(this.http.raw("GET / HTTP/1.1", "Host: other.example.com:443")).startsWith("HTTP/1.1 200");
		assertThat(this.http.raw("GET / HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 200");
		TestHttp.problem(this.http.raw("GET / HTTP/1.1", "Host: evil.example"), 421, "host_not_allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v3/api-docs", "/v3/api-docs/swagger-config", "/v3/api-docs.yaml", "/swagger-ui.html",
			"/swagger-ui/index.html" })
	void documentationIsClosed(String path) throws Exception {
		TestHttp.problem(this.http.raw("GET " + path + " HTTP/1.1", "Host: api.example.com"), 404, "not_found");
		TestHttp.problem(this.http.raw("GET " + path + " HTTP/1.1", "Host: api.example.com", KEY), 404, "not_found");
		assertThat(this.http.raw("GET / HTTP/1.1", "Host: api.example.com")).doesNotContain("swagger");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com", "http://dev.example.com:3000" })
	void allowedOriginMayCall(String origin) throws Exception {
		String preflight = this.http.raw("OPTIONS /api/v1/whoami HTTP/1.1", "Host: api.example.com",
				"Origin: " + origin, "Access-Control-Request-Method: DELETE",
				"Access-Control-Request-Headers: x-api-key,content-type");
		assertThat(preflight).startsWith("HTTP/1.1 200")
			.contains("Access-Control-Allow-Origin: " + origin + "\r\n")
			.doesNotContain("Access-Control-Allow-Credentials");
		assertThat(this.http.raw("POST /api/v1/test/count HTTP/1.1", "Host: api.example.com", KEY, "Content-Length: 0",
				"Origin: " + origin))
			.startsWith("HTTP/1.1 200")
			.contains("Access-Control-Allow-Origin: " + origin + "\r\n");
	}

	@Test
	void otherOriginMayNot() throws Exception {
		TestHttp.problem(
				this.http.raw("OPTIONS /api/v1/whoami HTTP/1.1", "Host: api.example.com",
						"Origin: https://evil.example", "Access-Control-Request-Method: GET"),
				403, "origin_not_allowed");
		assertThat(this.http.raw("GET /api/v1/whoami HTTP/1.1", "Host: api.example.com", KEY,
				"Origin: https://evil.example"))
			.doesNotContain("Access-Control-");
		TestHttp.problem(this.http.raw("POST /api/v1/test/count HTTP/1.1", "Host: api.example.com", KEY,
				"Content-Length: 0", "Origin: https://evil.example"), 403, "origin_not_allowed");
	}

}
