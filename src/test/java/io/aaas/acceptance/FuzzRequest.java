package io.aaas.acceptance;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.aaas.acceptance.ApiDocument.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A request that was made up.
 *
 * @param operation what it was made for
 * @param met the operation that its method and path lead to, if any
 * @param method its method
 * @param uri its path and query
 * @param headers names and values by turns
 * @param body its body
 * @param invalid whether the document forbids its body or a parameter
 */
record FuzzRequest(Operation operation, @Nullable Operation met, String method, String uri, List<String> headers,
		byte @Nullable [] body, boolean invalid) {

	private static final int SHOWN = 400;

	HttpRequest to(String base) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + this.uri))
			.timeout(Duration.ofSeconds(60))
			.method(this.method, (this.body != null) ? BodyPublishers.ofByteArray(this.body) : BodyPublishers.noBody());
		if (!this.headers.isEmpty()) {
			request.headers(this.headers.toArray(String[]::new));
		}
		return request.build();
	}

	@Override
	public String toString() {
		String text = (this.body != null) ? new String(this.body, StandardCharsets.UTF_8) : "";
		return this.method + " " + shortened(this.uri) + " " + this.headers + "\n  " + shortened(text);
	}

	private static String shortened(String text) {
		return (text.length() <= SHOWN) ? text : text.substring(0, SHOWN) + "... (" + text.length() + ")";
	}

}
