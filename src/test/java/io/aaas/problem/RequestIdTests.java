package io.aaas.problem;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
class RequestIdTests {

	private final TestHttp http;

	RequestIdTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@Test
	void clientsIdIsKept() throws Exception {
		assertThat(idFor("order-66/retry=1")).isEqualTo("order-66/retry=1");
		assertThat(idFor("x".repeat(128))).hasSize(128);
	}

	@ParameterizedTest
	@ValueSource(strings = { "with space", "caf\u00e9", "" })
	void unfitIdIsReplaced(String id) throws Exception {
		assertThat(UUID.fromString(idFor(id)).version()).isEqualTo(7);
	}

	@Test
	void tooLongIdIsReplaced() throws Exception {
		assertThat(UUID.fromString(idFor("x".repeat(129))).version()).isEqualTo(7);
	}

	@Test
	void everyReplyHasOne() throws Exception {
		HttpResponse<String> response = this.http.sendBare("GET", "/", BodyPublishers.noBody());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(UUID.fromString(response.headers().firstValue("X-Request-Id").orElseThrow()).version()).isEqualTo(7);
	}

	private String idFor(String id) throws Exception {
		String response = this.http.raw("GET / HTTP/1.1", "Host: localhost", "X-Request-Id: " + id);
		return response.lines()
			.filter((line) -> line.startsWith("X-Request-Id: "))
			.map((line) -> line.substring(14))
			.findFirst()
			.orElseThrow();
	}

}
