package io.aaas.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class ForwarderTests {

	private static final String REAL_KEY = "sk-ant-the-real-one";

	private final List<LoopbackServer> servers = new ArrayList<>();

	@AfterEach
	void stop() {
		this.servers.forEach(LoopbackServer::close);
	}

	private URI serve(HttpHandler handler) throws IOException {
		LoopbackServer server = LoopbackServer.start(0, handler);
		this.servers.add(server);
		return server.baseUrl();
	}

	private URI forwardTo(Upstream upstream) throws IOException {
		HttpClient client = UpstreamClient.create(Duration.ofSeconds(2), Variables.of());
		return serve(new Forwarder(upstream, client, Duration.ofSeconds(20)));
	}

	private Caller callerOf(HttpHandler upstream) throws IOException {
		return new Caller(forwardTo(new Upstream(serve(upstream).toString(), REAL_KEY, null, null)), "token");
	}

	private static HttpHandler ok(AtomicReference<Headers> headers) {
		return (exchange) -> {
			headers.set(exchange.getRequestHeaders());
			exchange.getResponseHeaders().set("X-Path", exchange.getRequestURI().toString());
			exchange.getResponseHeaders().set("Request-Id", "req_1");
			exchange.sendResponseHeaders(200, 2);
			exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
			exchange.close();
		};
	}

	@Test
	void tokenIsReplacedByTheRealKey() throws Exception {
		AtomicReference<Headers> seen = new AtomicReference<>();
		Caller caller = callerOf(ok(seen));
		HttpResponse<String> response = caller.send(caller.request("/v1/messages?beta=true")
			.header("authorization", "Bearer token")
			.header("cookie", "a=b")
			.header("anthropic-version", "2023-06-01")
			.POST(BodyPublishers.ofString("{}")));
		assertThat(response.body()).isEqualTo("ok");
		assertThat(response.headers().firstValue("x-path")).hasValue("/v1/messages?beta=true");
		assertThat(response.headers().firstValue("request-id")).hasValue("req_1");
		assertThat(seen.get().get("x-api-key")).containsExactly(REAL_KEY);
		assertThat(seen.get()).doesNotContainKeys("Authorization", "Cookie");
		assertThat(seen.get().get("anthropic-version")).containsExactly("2023-06-01");
	}

	@Test
	void authTokenAndCustomHeadersAreSent() throws Exception {
		AtomicReference<Headers> seen = new AtomicReference<>();
		URI upstream = serve(ok(seen));
		Caller caller = new Caller(
				forwardTo(
						new Upstream(upstream + "/gateway/", REAL_KEY, "bearer", "X-Team: blue\nanthropic-beta: own")),
				"token");
		HttpResponse<String> response = caller
			.send(caller.request("/v1/messages").header("anthropic-beta", "cli").POST(BodyPublishers.ofString("{}")));
		assertThat(response.headers().firstValue("x-path")).hasValue("/gateway/v1/messages");
		assertThat(seen.get().get("Authorization")).containsExactly("Bearer bearer");
		assertThat(seen.get()).doesNotContainKey("X-api-key");
		assertThat(seen.get().get("X-team")).containsExactly("blue");
		assertThat(seen.get().get("Anthropic-beta")).containsExactly("own");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /v1/files", "POST, /v1/messages/batches", "GET, /v1/organizations/x",
			"POST, /v1/messages/%2e%2e/files", "DELETE, /v1/models/a", "POST, /" })
	void otherPartsOfTheApiAreClosed(String method, String path) throws Exception {
		AtomicReference<Headers> seen = new AtomicReference<>();
		Caller caller = callerOf(ok(seen));
		HttpResponse<String> response = caller.send(caller.request(path).method(method, BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(seen).hasNullValue();
	}

	@Test
	void firstChunkPassesBeforeTheLastIsSent() throws Exception {
		CountDownLatch firstSeen = new CountDownLatch(1);
		Caller caller = callerOf((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			OutputStream out = exchange.getResponseBody();
			out.write("first".getBytes(StandardCharsets.UTF_8));
			out.flush();
			await(firstSeen);
			out.write("last".getBytes(StandardCharsets.UTF_8));
			exchange.close();
		});
		HttpResponse<InputStream> response = caller
			.stream(caller.request("/v1/messages").POST(BodyPublishers.ofString("{}")));
		assertThat(response.body().readNBytes(5)).asString().isEqualTo("first");
		firstSeen.countDown();
		assertThat(response.body().readAllBytes()).asString().isEqualTo("last");
	}

	@Test
	void requestIsStreamedAndHoldsNobodyUp() throws Exception {
		CountDownLatch firstReceived = new CountDownLatch(1);
		CountDownLatch lastAllowed = new CountDownLatch(1);
		Caller caller = callerOf((exchange) -> {
			int length = 0;
			try (InputStream body = exchange.getRequestBody()) {
				if (exchange.getRequestMethod().equals("POST")) {
					length = body.readNBytes(1024).length;
					firstReceived.countDown();
					length += body.readAllBytes().length;
				}
			}
			byte[] answer = Integer.toString(length).getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		InputStream halting = new InputStream() {

			private int sent;

			@Override
			public int read() throws IOException {
				if (this.sent == 100_000) {
					await(lastAllowed);
				}
				return (this.sent++ < 200_000) ? 'x' : -1;
			}

		};
		CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> {
			try {
				return caller.send(caller.request("/v1/messages").POST(BodyPublishers.ofInputStream(() -> halting)))
					.body();
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(firstReceived.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(caller.get("/v1/models").body()).isEqualTo("0");
		lastAllowed.countDown();
		assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo("200000");
	}

	@Test
	void bigBodiesArriveWhole() throws Exception {
		byte[] big = new byte[20 << 20];
		new Random(1).nextBytes(big);
		CRC32 sum = new CRC32();
		sum.update(big);
		Caller caller = callerOf((exchange) -> {
			CheckedInputStream body = new CheckedInputStream(exchange.getRequestBody(), new CRC32());
			body.transferTo(OutputStream.nullOutputStream());
			exchange.getResponseHeaders().set("X-Sum", Long.toString(body.getChecksum().getValue()));
			exchange.sendResponseHeaders(200, big.length);
			exchange.getResponseBody().write(big);
			exchange.close();
		});
		HttpResponse<InputStream> response = caller
			.stream(caller.request("/v1/messages").POST(BodyPublishers.ofByteArray(big)));
		assertThat(response.headers().firstValueAsLong("x-sum")).hasValue(sum.getValue());
		assertThat(response.headers().firstValueAsLong("content-length")).hasValue(big.length);
		assertThat(response.body().readAllBytes()).isEqualTo(big);
	}

	@Test
	void brokenAnswerDoesNotLookComplete() throws Exception {
		Caller caller = callerOf((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
			exchange.getResponseBody().flush();
			throw new IOException("broken");
		});
		HttpResponse<InputStream> response = caller
			.stream(caller.request("/v1/messages").POST(BodyPublishers.ofString("{}")));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> response.body().readAllBytes());
	}

	@Test
	void upstreamIsCancelledWhenTheClientIsGone() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		URI upstream = serve((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			try {
				while (true) {
					exchange.getResponseBody().write(new byte[1024]);
					exchange.getResponseBody().flush();
				}
			}
			catch (IOException ex) {
				cancelled.countDown();
			}
		});
		URI forwarder = forwardTo(new Upstream(upstream.toString(), REAL_KEY, null, null));
		try (Socket client = new Socket("127.0.0.1", forwarder.getPort())) {
			client.getOutputStream()
				.write("POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
					.getBytes(StandardCharsets.UTF_8));
			assertThat(client.getInputStream().readNBytes(100)).hasSize(100);
		}
		assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void unreachableUpstreamIs502AndLogsNoSecret(CapturedOutput output) throws Exception {
		int nobody = serve((exchange) -> {
		}).getPort();
		this.servers.getFirst().close();
		Caller caller = new Caller(forwardTo(new Upstream("http://127.0.0.1:" + nobody, REAL_KEY, null, null)),
				"a-token");
		HttpResponse<String> response = caller.post("/v1/messages", "{\"secret\":\"prompt\"}");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(Caller.json(response.body()).path("error").path("type").asString()).isEqualTo("api_error");
		assertThat(output).contains("127.0.0.1 cannot be reached").doesNotContain(REAL_KEY, "a-token", "prompt");
		assertThat(response.body()).doesNotContain(REAL_KEY);
	}

	@Test
	void upstreamThatHangsUpIs502() throws Exception {
		Caller caller = callerOf((exchange) -> {
			exchange.getRequestBody().readAllBytes();
			throw new IOException("hang up");
		});
		assertThat(caller.post("/v1/messages", "{}").statusCode()).isEqualTo(502);
	}

	@Test
	void redirectIsNotFollowed() throws Exception {
		AtomicReference<Headers> seen = new AtomicReference<>();
		URI elsewhere = serve(ok(seen));
		Caller caller = callerOf((exchange) -> {
			exchange.getResponseHeaders().set("Location", elsewhere + "/v1/messages");
			exchange.sendResponseHeaders(307, -1);
			exchange.close();
		});
		HttpResponse<String> response = caller.post("/v1/messages", "{}");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(response.body()).contains("redirect", "ANTHROPIC_BASE_URL");
		assertThat(response.headers().firstValue("location")).isEmpty();
		assertThat(seen).hasNullValue();
	}

	@ParameterizedTest
	@CsvSource({ "429, {\"type\":\"error\"}", "204, ''", "200, ''" })
	void statusAndBodyArePassedOn(int status, String body) throws Exception {
		Caller caller = callerOf((exchange) -> {
			exchange.getResponseHeaders().set("Retry-After", "7");
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, (bytes.length == 0) ? -1 : bytes.length);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		HttpResponse<String> response = caller.post("/v1/messages", "{}");
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).isEqualTo(body);
		assertThat(response.headers().firstValue("retry-after")).hasValue("7");
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			if (!latch.await(20, TimeUnit.SECONDS)) {
				throw new IOException("Waited for too long");
			}
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
