package io.aaas.model;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The real Messages API and what has to be sent to it.
 */
final class Upstream {

	static final String DEFAULT_BASE_URL = "https://api.anthropic.com";

	private final String baseUrl;

	private final Map<String, String> headers;

	/**
	 * Create an upstream.
	 * @param baseUrl where it is; a path is kept
	 * @param apiKey sent as {@code x-api-key} if there is no token
	 * @param authToken sent as {@code Authorization}, as the CLI would prefer it
	 * @param customHeaders further headers, one a line
	 * @throws IllegalArgumentException with a message that quotes no value, if something
	 * cannot be sent
	 */
	Upstream(@Nullable String baseUrl, @Nullable String apiKey, @Nullable String authToken,
			@Nullable String customHeaders) {
		this.baseUrl = ((baseUrl != null) ? baseUrl : DEFAULT_BASE_URL).replaceFirst("/+$", "");
		this.headers = new LinkedHashMap<>();
		if (authToken != null) {
			this.headers.put("authorization", "Bearer " + authToken);
		}
		else if (apiKey != null) {
			this.headers.put("x-api-key", apiKey);
		}
		if (customHeaders != null) {
			customHeaders.lines().filter((line) -> line.contains(":")).forEach((line) -> {
				int colon = line.indexOf(':');
				this.headers.put(line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
						line.substring(colon + 1).strip());
			});
		}
		check();
	}

	private void check() {
		HttpRequest.Builder request;
		try {
			request = HttpRequest.newBuilder(URI.create(this.baseUrl));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("ANTHROPIC_BASE_URL is not an http or https URL");
		}
		for (Map.Entry<String, String> header : this.headers.entrySet()) {
			try {
				request.setHeader(header.getKey(), header.getValue());
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(switch (header.getKey()) {
					case "x-api-key" -> "ANTHROPIC_API_KEY has a character that no header can carry";
					case "authorization" -> "ANTHROPIC_AUTH_TOKEN has a character that no header can carry";
					default -> "ANTHROPIC_CUSTOM_HEADERS has a header that cannot be sent";
				});
			}
		}
	}

	/**
	 * A request to this upstream, without a body.
	 * @param pathAndQuery the path as the client wrote it, from its first slash
	 * @return the request, with the real credentials
	 */
	HttpRequest.Builder request(String pathAndQuery) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.baseUrl + pathAndQuery));
		this.headers.forEach(request::setHeader);
		return request;
	}

	/**
	 * Headers of the client that this upstream replaces.
	 * @return names in lower case
	 */
	Set<String> ownHeaders() {
		return this.headers.keySet();
	}

	String host() {
		return String.valueOf(URI.create(this.baseUrl).getHost());
	}

}
