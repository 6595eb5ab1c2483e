package io.aaas.problem;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.aaas.HttpTest;
import io.aaas.TestHttp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@HttpTest
class InternalErrorTests {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Logger handler = (Logger) LoggerFactory.getLogger(ProblemHandler.class);

	private final Recorder log = new Recorder();

	private final int port;

	private final TestHttp http;

	InternalErrorTests(@LocalServerPort int port) {
		this.port = port;
		this.http = new TestHttp(port);
	}

	@BeforeEach
	void record() {
		this.log.start();
		this.root.addAppender(this.log);
		this.handler.setLevel(Level.DEBUG);
	}

	@AfterEach
	void stop() {
		this.root.detachAppender(this.log);
		this.handler.setLevel(null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bug", "broken-pipe" })
	void unexpectedExceptionIsLoggedOnceAndToldToNobody(String path) throws Exception {
		HttpResponse<String> response = this.http.send("GET", "/api/v1/test/" + path, null, "X-Request-Id", "find-me");
		TestHttp.problem(response, 500, "internal_error");
		assertThat(response.body()).doesNotContain("secret", "Exception", "pipe");
		assertThat(this.log.errors()).singleElement().satisfies((event) -> {
			assertThat(event.getThrowableProxy()).isNotNull();
			assertThat(event.getMDCPropertyMap()).containsEntry("request_id", "find-me");
		});
	}

	@Test
	void sendErrorBecomesProblem() throws Exception {
		HttpResponse<String> response = this.http.send("GET", "/api/v1/test/error-500", null);
		TestHttp.problem(response, 500, "internal_error");
		assertThat(response.body()).doesNotContain("secret");
	}

	@Test
	void halfReplyDoesNotLookWhole() {
		assertThatIOException().isThrownBy(() -> this.http.send("GET", "/api/v1/test/half", null));
		assertThat(this.log.errors()).hasSize(1);
	}

	@Test
	void clientThatWentAwayIsNoError() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write(("GET /api/v1/test/endless HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + TestHttp.KEY
						+ "\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(socket.getInputStream().read()).isPositive();
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.log.events).extracting(ILoggingEvent::getFormattedMessage)
				.anyMatch((line) -> line.contains("the client went away")));
		assertThat(this.log.errors()).isEmpty();
	}

	@Test
	void accessLogHasNoQuery() throws Exception {
		this.http.send("GET", "/api/v1/test/list?limit=7", null, "X-Request-Id", "access");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.log.events)
				.filteredOn((event) -> "access".equals(event.getMDCPropertyMap().get("request_id")))
				.extracting(ILoggingEvent::getFormattedMessage)
				.singleElement()
				.asString()
				.matches("GET /api/v1/test/list 200 \\d+ ms"));
	}

	static class Recorder extends AppenderBase<ILoggingEvent> {

		final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			event.getMDCPropertyMap();
			this.events.add(event);
		}

		List<ILoggingEvent> errors() {
			return this.events.stream().filter((event) -> event.getLevel().isGreaterOrEqual(Level.WARN)).toList();
		}

	}

}
