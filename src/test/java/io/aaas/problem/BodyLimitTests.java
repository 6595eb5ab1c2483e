package io.aaas.problem;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
class BodyLimitTests {

	private static final int MIB = 1024 * 1024;

	private final TestHttp http;

	BodyLimitTests(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@ParameterizedTest
	@CsvSource({ "false, application/json", "true, application/json", "true, text/plain",
			"true, application/x-www-form-urlencoded", "false, application/octet-stream" })
	void bodyOfOneMebibyteIsTakenAndNoMore(boolean chunked, String type) throws Exception {
		HttpResponse<String> most = send("/api/v1/test/count", MIB, chunked, type);
		assertThat(most.statusCode()).isEqualTo(200);
		assertThat(most.body()).isEqualTo("1048576");
		HttpResponse<String> over = send("/api/v1/test/count", MIB + 1, chunked, type);
		assertThat(TestHttp.problem(over, 413, "payload_too_large").path("limit_bytes").asInt()).isEqualTo(MIB);
	}

	@ParameterizedTest
	@CsvSource({ "false, /api/v1/agents/1/messages", "true, /api/v1/agents/1/messages", "false, /api/v1/query" })
	void messageMayHaveTen(boolean chunked, String path) throws Exception {
		HttpResponse<String> most = send(path, 10 * MIB, chunked, "application/json");
		assertThat(most.statusCode()).isNotEqualTo(413);
		HttpResponse<String> over = send(path, 10 * MIB + 1, false, "application/json");
		assertThat(TestHttp.problem(over, 413, "payload_too_large").path("limit_bytes").asInt()).isEqualTo(10 * MIB);
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void strangerLearnsNothingOfLimits(boolean chunked) throws Exception {
		HttpResponse<String> response = this.http.sendBare("POST", "/api/v1/test/count", body(2 * MIB, chunked));
		TestHttp.problem(response, 401, "unauthenticated");
	}

	private HttpResponse<String> send(String path, int size, boolean chunked, String type) throws Exception {
		return this.http.sendBare("POST", path, body(size, chunked), "X-API-Key", TestHttp.KEY, "Content-Type", type);
	}

	private static BodyPublisher body(int size, boolean chunked) {
		byte[] bytes = new byte[size];
		return chunked ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))
				: BodyPublishers.ofByteArray(bytes);
	}

}
