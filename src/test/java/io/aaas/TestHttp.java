package io.aaas;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A plain HTTP client, and a socket for requests that a client would not send.
 */
public final class TestHttp {

	/** Has characters that Spring would take for a placeholder. */
	public static final String KEY = "test-key-${of}:0123456789-abcdefghij";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final JsonMapper JSON = new JsonMapper();

	private final int port;

	public TestHttp(int port) {
		this.port = port;
	}

	/**
	 * With the key.
	 */
	public HttpResponse<String> send(String method, String path, @Nullable String json, String... headers)
			throws Exception {
		String[] all = Stream
			.concat(Stream.of("X-API-Key", KEY, "Content-Type", "application/json"), Stream.of(headers))
			.toArray(String[]::new);
		return sendBare(method, path, (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody(), all);
	}

	public HttpResponse<String> sendBare(String method, String path, BodyPublisher body, String... headers)
			throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.method(method, body);
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		return CLIENT.send(request.build(), BodyHandlers.ofString());
	}

	/**
	 * These bytes, and all that comes back until the server closes the connection.
	 */
	public String raw(String... lines) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(10_000);
			String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	public static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	/**
	 * Asserts all that holds for every problem document.
	 */
	public static JsonNode problem(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().allValues("Content-Type")).isEqualTo(List.of("application/problem+json"));
		JsonNode problem = json(response);
		assertThat(problem.path("code").asString()).isEqualTo(code);
		assertThat(problem.path("type").asString()).isEqualTo("urn:aaas:problem:" + code);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("title").asString()).isNotBlank();
		assertThat(problem.path("detail").asString()).isNotBlank();
		assertThat(problem.path("retryable").isBoolean()).isTrue();
		assertThat(response.headers().allValues("X-Request-Id"))
			.isEqualTo(List.of(problem.path("request_id").asString()));
		return problem;
	}

	/**
	 * Asserts the same of a reply that was read from a socket.
	 */
	public static JsonNode problem(String response, int status, String code) {
		assertThat(response).startsWith("HTTP/1.1 " + status).doesNotContainIgnoringCase("<html");
		assertThat(response).containsOnlyOnce("Content-Type: application/problem+json\r\n")
			.containsOnlyOnce("X-Request-Id: ");
		JsonNode problem = JSON.readTree(response.substring(response.indexOf("\r\n\r\n") + 4));
		assertThat(problem.path("code").asString()).isEqualTo(code);
		assertThat(response).contains("X-Request-Id: " + problem.path("request_id").asString() + "\r\n");
		return problem;
	}

}
