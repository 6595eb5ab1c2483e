package io.aaas.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes calls on to the real Messages API with the real credentials. Bodies are streamed
 * both ways. The end of a client is noticed at the next byte for it; the upstream call is
 * then cancelled.
 */
final class Forwarder implements HttpHandler {

	private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final Set<String> CREDENTIALS = Set.of("x-api-key", "authorization", "cookie");

	private final Upstream upstream;

	private final HttpClient client;

	private final Duration responseTimeout;

	/**
	 * Create a forwarder.
	 * @param upstream where to
	 * @param client has to leave redirects alone
	 * @param responseTimeout bound for the upstream's first byte
	 */
	Forwarder(Upstream upstream, HttpClient client, Duration responseTimeout) {
		this.upstream = upstream;
		this.client = client;
		this.responseTimeout = responseTimeout;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		URI uri = exchange.getRequestURI();
		String path = uri.getRawPath();
		if (ModelRoute.of(exchange.getRequestMethod(), path) == ModelRoute.OTHER) {
			ApiError.of(404, "Agents may call the Messages API and the list of models only").send(exchange);
			return;
		}
		HttpResponse<InputStream> response;
		try {
			response = this.client.send(request(exchange, uri), BodyHandlers.ofInputStream());
		}
		catch (InterruptedException ex) {
			throw new InterruptedIOException("The launch was closed");
		}
		catch (IOException ex) {
			String failure = ex.getClass().getSimpleName();
			log.warn("{} cannot be reached: {}", this.upstream.host(), failure);
			ApiError.of(502, "The service cannot reach %s (%s)".formatted(this.upstream.host(), failure))
				.send(exchange);
			return;
		}
		try (InputStream body = response.body()) {
			if (REDIRECTS.contains(response.statusCode())) {
				ApiError.of(502,
						"%s answered with a redirect, which is not followed: set ANTHROPIC_BASE_URL to the address it leads to"
							.formatted(this.upstream.host()))
					.send(exchange);
				return;
			}
			relay(response, body, exchange);
		}
	}

	private HttpRequest request(HttpExchange exchange, URI uri) {
		String query = uri.getRawQuery();
		HttpRequest.Builder request = this.upstream.request(uri.getRawPath() + ((query != null) ? "?" + query : ""))
			.timeout(this.responseTimeout)
			.method(exchange.getRequestMethod(), body(exchange));
		EndToEndHeaders.of(exchange.getRequestHeaders()).forEach((name, values) -> {
			if (!CREDENTIALS.contains(name) && !this.upstream.ownHeaders().contains(name)) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		return request.build();
	}

	private static BodyPublisher body(HttpExchange exchange) {
		String length = exchange.getRequestHeaders().getFirst("Content-Length");
		if (length == null && !exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
			return BodyPublishers.noBody();
		}
		BodyPublisher stream = BodyPublishers.ofInputStream(exchange::getRequestBody);
		if (length == null) {
			return stream;
		}
		return length.equals("0") ? BodyPublishers.noBody()
				: BodyPublishers.fromPublisher(stream, Long.parseLong(length));
	}

	private static void relay(HttpResponse<InputStream> response, InputStream body, HttpExchange exchange)
			throws IOException {
		Map<String, List<String>> headers = EndToEndHeaders.of(response.headers().map());
		headers.forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
		exchange.sendResponseHeaders(response.statusCode(), length(response));
		OutputStream out = exchange.getResponseBody();
		// The client learns at once that its model has begun.
		out.flush();
		byte[] buffer = new byte[16 * 1024];
		for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
			out.write(buffer, 0, read);
			out.flush();
		}
		exchange.close();
	}

	// In the terms of HttpExchange: -1 for no body, 0 for one of unknown length.
	private static long length(HttpResponse<InputStream> response) {
		if (response.statusCode() == 204 || response.statusCode() == 304) {
			return -1;
		}
		long length = response.headers().firstValueAsLong("content-length").orElse(0);
		return (length == 0 && response.headers().firstValue("content-length").isPresent()) ? -1 : length;
	}

}
