package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The API as a client speaks it.
 */
final class Api {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String base;

	private final Supplier<String> key;

	Api(String base, Supplier<String> key) {
		this.base = base;
		this.key = key;
	}

	String base() {
		return this.base;
	}

	/** Another client, with connections of its own. */
	Api another() {
		return new Api(this.base, this.key);
	}

	boolean isReady() {
		try {
			return send("GET", "/actuator/health/readiness", null, null).status() == 200;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	Reply get(String path, String... headers) {
		return send("GET", path, null, this.key.get(), headers);
	}

	/** What is there, as it is. */
	String text(String path) {
		return exchange("GET", path, null, this.key.get()).body();
	}

	Reply post(String path, @Nullable String body, String... headers) {
		return send("POST", path, body, this.key.get(), headers);
	}

	Reply patch(String path, String body) {
		return send("PATCH", path, body, this.key.get());
	}

	Reply delete(String path) {
		return send("DELETE", path, null, this.key.get());
	}

	Reply call(String method, String path, @Nullable String body, String... headers) {
		return send(method, path, body, this.key.get(), headers);
	}

	/** Make an agent; the path of it. */
	String createAgent(String body) {
		Reply reply = post("/api/v1/agents", body);
		if (reply.status() != 201) {
			throw new IllegalStateException(reply.toString());
		}
		return reply.body().get("endpoint").stringValue();
	}

	/** Send a message and wait for its end. */
	Reply message(String agent, String text) {
		return post(agent + "/messages", JSON.createObjectNode().put("message", text).toString());
	}

	/** Send a message and do not wait; the path of it. */
	String messageAsync(String agent, String text) {
		Reply reply = post(agent + "/messages", JSON.createObjectNode().put("message", text).toString(), "Prefer",
				"respond-async");
		if (reply.status() != 202) {
			throw new IllegalStateException(reply.toString());
		}
		return agent + "/messages/" + reply.body().get("id").stringValue();
	}

	private Reply send(String method, String path, @Nullable String body, @Nullable String apiKey, String... headers) {
		HttpResponse<String> response = exchange(method, path, body, apiKey, headers);
		JsonNode document = response.body().isBlank() ? MissingNode.getInstance() : JSON.readTree(response.body());
		return new Reply(response.statusCode(), document, response.headers());
	}

	private HttpResponse<String> exchange(String method, String path, @Nullable String body, @Nullable String apiKey,
			String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.timeout(Duration.ofMinutes(3))
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody());
		if (body != null && !List.of(headers).contains("Content-Type")) {
			request.header("Content-Type", "application/json");
		}
		if (apiKey != null) {
			request.header("X-API-Key", apiKey);
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the service answered.
	 */
	record Reply(int status, JsonNode body, HttpHeaders headers) {

		String text(String field) {
			return this.body.path(field).asString("");
		}

		/** A header, or an empty text. */
		String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

		/** Asserts all that holds for every problem document. */
		JsonNode problem(int status, String code) {
			assertThat(this.status).as(toString()).isEqualTo(status);
			assertThat(header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(text("code")).as(toString()).isEqualTo(code);
			assertThat(text("type")).isEqualTo("urn:aaas:problem:" + code);
			assertThat(text("title")).isNotBlank();
			assertThat(text("detail")).isNotBlank();
			assertThat(this.body.path("status").asInt()).isEqualTo(status);
			assertThat(this.body.path("retryable").isBoolean()).isTrue();
			assertThat(text("request_id")).isEqualTo(header("X-Request-Id")).isNotBlank();
			return this.body;
		}

	}

}
