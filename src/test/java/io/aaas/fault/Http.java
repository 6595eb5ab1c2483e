package io.aaas.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Asks the service, and holds each answer against {@link Invariant#PROBLEMS}.
 */
final class Http {

	/** Longer than the service lets anybody wait here. */
	private static final Duration LONGEST = Duration.ofSeconds(60);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final URI base;

	private final Violations violations;

	Http(URI base, Violations violations) {
		this.base = base;
		this.violations = violations;
	}

	/**
	 * Ask once.
	 * @throws IOException if there is no answer
	 */
	Reply ask(String method, String path, @Nullable String body, String... headers) throws IOException {
		HttpRequest request = request(method, path, body, headers).timeout(LONGEST).build();
		try {
			HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
			Reply reply = new Reply(method + " " + path, response.statusCode(), header(response, "Content-Type"),
					header(response, "X-Request-Id"), response.headers().firstValue("Retry-After"), response.body());
			check(reply);
			return reply;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Follow the events of an agent.
	 * @param lastEventId what was seen of it
	 * @throws IOException if there is no answer
	 */
	Stream follow(String path, long lastEventId) throws IOException {
		return open("GET", path, null, "Last-Event-ID", Long.toString(lastEventId));
	}

	/**
	 * Open a stream of events.
	 * @throws IOException if there is no answer
	 */
	Stream open(String method, String path, @Nullable String body, String... headers) throws IOException {
		HttpRequest request = request(method, path, body, headers).header("Accept", "text/event-stream").build();
		try {
			HttpResponse<InputStream> response = this.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
			if (response.statusCode() != 200) {
				String text = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
				check(new Reply(method + " " + path, response.statusCode(), header(response, "Content-Type"),
						header(response, "X-Request-Id"), response.headers().firstValue("Retry-After"), text));
			}
			return new Stream(response.statusCode(), response.body());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private HttpRequest.Builder request(String method, String path, @Nullable String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.base.resolve(path))
			.header("X-API-Key", TestedService.KEY)
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody());
		if (body != null) {
			request.header("Content-Type", "application/json");
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		return request;
	}

	private void check(Reply reply) {
		ProblemCheck.check(reply).ifPresent(this.violations::add);
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	/**
	 * An answer that goes on.
	 */
	record Stream(int status, InputStream body) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			this.body.close();
		}

	}

}
