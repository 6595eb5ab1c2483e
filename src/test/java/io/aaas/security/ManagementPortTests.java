package io.aaas.security;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import io.aaas.FreePort;
import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@HttpTest
class ManagementPortTests {

	private static final int PORT = FreePort.find();

	private final TestHttp management = new TestHttp(PORT);

	private final TestHttp main;

	ManagementPortTests(@LocalServerPort int port) {
		this.main = new TestHttp(port);
	}

	@DynamicPropertySource
	static void port(DynamicPropertyRegistry properties) {
		properties.add("MANAGEMENT_PORT", () -> PORT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness",
			"/actuator/info", "/actuator/prometheus" })
	void whatIsWatchedNeedsNoKey(String path) throws Exception {
		assertThat(bare(this.management, "GET", path).statusCode()).isIn(200, 503);
	}

	@Test
	void metricsTellOfTheService() throws Exception {
		assertThat(bare(this.management, "GET", "/actuator/prometheus").body())
			.contains("\naaas_virtual_threads_stalled_seconds ", "\ndisk_free_bytes{path=\"")
			.doesNotContain("spring_security");
		TestHttp.problem(bare(this.main, "GET", "/actuator/prometheus"), 401, "unauthenticated");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /", "GET, /health", "GET, /api/v1/whoami", "POST, /api/v1/query", "GET, /swagger-ui.html",
			"GET, /actuator", "GET, /actuator/env", "GET, /actuator/health/nothing", "POST, /actuator/prometheus",
			"GET, /nothing" })
	void nothingElseIsThere(String method, String path) throws Exception {
		TestHttp.problem(bare(this.management, method, path), 404, "not_found");
		TestHttp.problem(this.management.send(method, path, null), 404, "not_found");
	}

	@Test
	void otherNamesAreNotAnsweredOnLoopback() throws Exception {
		TestHttp.problem(this.management.raw("GET /actuator/prometheus HTTP/1.1", "Host: evil.example"), 421,
				"host_not_allowed");
	}

	private static HttpResponse<String> bare(TestHttp http, String method, String path) throws Exception {
		return http.sendBare(method, path, BodyPublishers.noBody());
	}

}
