package io.aaas.problem;

import java.util.Arrays;
import java.util.stream.Stream;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.web.server.LocalServerPort;

@HttpTest
class RefusedByTomcatTests {

	private static final String KEY = "X-API-Key: " + TestHttp.KEY;

	private final TestHttp http;

	RefusedByTomcatTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	static Stream<String> malformed() {
		return Stream.of("GET /<script> HTTP/1.1|Host: localhost", "GET / HTTP/1.1|Host: local host",
				"GET / HTTP/1.1|Host: localhost|Host: localhost", "GET / HTTP/1.1|X-No-Host: 1",
				"GET / HTTP/1.1|Host: localhost|Bad Header: x", "GET / HTTP/7.3|Host: localhost", "GET|Host: localhost",
				"GET / HTTP/1.1|Host: localhost|X: " + "x".repeat(17 * 1024),
				"GET /?x=" + "x".repeat(17 * 1024) + " HTTP/1.1|Host: localhost",
				"POST / HTTP/1.1|Host: localhost|Content-Length: x",
				"POST / HTTP/1.1|Host: localhost|Content-Length: -1",
				"POST / HTTP/1.1|Host: localhost|Content-Length: 1|Content-Length: 2",
				"POST / HTTP/1.1|Host: localhost|Transfer-Encoding: gzip", "GET http://other/ HTTP/1.1|Host: localhost",
				"GET /%00 HTTP/1.1|Host: localhost", "GET /%zz HTTP/1.1|Host: localhost",
				"GET /a/../../b HTTP/1.1|Host: localhost", "GET /api/v1/test/list?=x HTTP/1.1|Host: localhost",
				"GET /api/v1/test/list?a=%zz HTTP/1.1|Host: localhost",
				"GET /api/v1/test/list?a=%ff HTTP/1.1|Host: localhost",
				// These are Spring Security's firewall.
				"GET //health HTTP/1.1|Host: localhost", "GET /a;b=c HTTP/1.1|Host: localhost",
				"GET /%2e%2e/a HTTP/1.1|Host: localhost", "GET /a%2fb HTTP/1.1|Host: localhost",
				"BREW / HTTP/1.1|Host: localhost");
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void malformedRequestIsProblem(String request) throws Exception {
		String[] lines = Stream.concat(Arrays.stream(request.split("\\|")), Stream.of(KEY)).toArray(String[]::new);
		TestHttp.problem(this.http.raw(lines), 400, "malformed_request");
	}

	@Test
	void traceIsRefused() throws Exception {
		TestHttp.problem(this.http.raw("TRACE / HTTP/1.1", "Host: localhost", KEY), 405, "method_not_allowed");
	}

	@Test
	void malformedChunkIsProblem() throws Exception {
		TestHttp.problem(this.http.raw("POST /api/v1/test/body HTTP/1.1", "Host: localhost", KEY,
				"Content-Type: application/json", "Transfer-Encoding: chunked", "Connection: close", "", "zz", "{}"),
				400, "malformed_request");
	}

	@Test
	void bodyWithBothLengthsIsRefusedOrChunked() throws Exception {
		TestHttp.problem(this.http.raw("POST /api/v1/test/body HTTP/1.1", "Host: localhost", KEY,
				"Content-Type: application/json", "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", ""), 400,
				"malformed_request");
	}

	@Test
	void errorPageIsNotForClients() throws Exception {
		TestHttp.problem(this.http.raw("GET /error HTTP/1.1", "Host: localhost", KEY), 404, "not_found");
		TestHttp.problem(this.http.raw("GET /error HTTP/1.1", "Host: localhost"), 401, "unauthenticated");
	}

}
