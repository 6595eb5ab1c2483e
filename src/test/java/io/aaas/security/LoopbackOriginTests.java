package io.aaas.security;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
class LoopbackOriginTests {

	private static final String KEY = "X-API-Key: " + TestHttp.KEY;

	private final TestHttp http;

	LoopbackOriginTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]", "[::1]:8000", "localhost.:80" })
	void localNamesAreAnswered(String host) throws Exception {
		assertThat(this.http.raw("GET / HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 200");
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "192.168.1.1",
			"[::2]" })
	void otherNamesAreNot(String host) throws Exception {
		TestHttp.problem(this.http.raw("GET / HTTP/1.1", "Host: " + host), 421, "host_not_allowed");
		TestHttp.problem(this.http.raw("GET /api/v1/whoami HTTP/1.1", "Host: " + host, KEY), 421, "host_not_allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example",
			"http://localhost:8000.evil.example", "" })
	void foreignPageMayChangeNothing(String origin) throws Exception {
		TestHttp.problem(this.http.raw("POST /api/v1/test/count HTTP/1.1", "Host: localhost:8000", KEY,
				"Content-Length: 0", "Origin: " + origin), 403, "origin_not_allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8000", "https://localhost:8000", "HTTP://LOCALHOST:8000" })
	void ownPageMay(String origin) throws Exception {
		assertThat(this.http.raw("POST /api/v1/test/count HTTP/1.1", "Host: localhost:8000", KEY, "Content-Length: 0",
				"Origin: " + origin))
			.startsWith("HTTP/1.1 200");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null" })
	void foreignPageMayNotReadEither(String origin) throws Exception {
		assertThat(this.http.raw("GET /api/v1/whoami HTTP/1.1", "Host: localhost:8000", KEY, "Origin: " + origin))
			.doesNotContain("Access-Control-");
		TestHttp.problem(
				this.http.raw("OPTIONS /api/v1/whoami HTTP/1.1", "Host: localhost:8000", "Origin: " + origin,
						"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: x-api-key"),
				403, "origin_not_allowed");
	}

}
