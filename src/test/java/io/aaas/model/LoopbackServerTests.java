package io.aaas.model;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoopbackServerTests {

	@Test
	void onlyThisMachineIsServed() throws IOException {
		try (LoopbackServer server = LoopbackServer.start(0, (exchange) -> exchange.close())) {
			assertThat(InetAddress.getByName(server.baseUrl().getHost()).isLoopbackAddress()).isTrue();
		}
	}

	@Test
	void smallAnswersAreNotDelayed() throws Exception {
		try (LoopbackServer server = LoopbackServer.start(0, (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			OutputStream out = exchange.getResponseBody();
			for (int i = 0; i < 3; i++) {
				out.write('x');
				out.flush();
			}
			exchange.close();
		})) {
			Caller caller = new Caller(server.baseUrl(), "key");
			long[] millis = new long[21];
			for (int i = 0; i < millis.length; i++) {
				long start = System.nanoTime();
				caller.get("/");
				millis[i] = (System.nanoTime() - start) / 1_000_000;
			}
			Arrays.sort(millis);
			assertThat(millis[10]).as("median of %s ms", Arrays.toString(millis)).isLessThan(35);
		}
	}

	@Test
	void handlerThatFailsDropsItsConnectionAndNoOther() throws Exception {
		try (LoopbackServer server = LoopbackServer.start(0, (exchange) -> {
			if (exchange.getRequestURI().equals(URI.create("/bad"))) {
				throw new IllegalStateException("sk-ant-secret");
			}
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		})) {
			Caller caller = new Caller(server.baseUrl(), "key");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> caller.get("/bad"))
				.isNotInstanceOf(HttpTimeoutException.class);
			HttpResponse<String> good = caller.get("/good");
			assertThat(good.statusCode()).isEqualTo(204);
		}
	}

}
