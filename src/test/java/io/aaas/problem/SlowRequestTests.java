package io.aaas.problem;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

@HttpTest
@TestPropertySource(properties = "server.tomcat.connection-timeout=1s")
class SlowRequestTests {

	private final TestHttp http;

	SlowRequestTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@Test
	void bodyThatDoesNotComeIsAProblem() throws Exception {
		TestHttp.problem(this.http.raw("POST /api/v1/test/body HTTP/1.1", "Host: localhost",
				"X-API-Key: " + TestHttp.KEY, "Content-Type: application/json", "Content-Length: 20"), 408,
				"request_timeout");
	}

}
