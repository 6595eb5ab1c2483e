package io.aaas.model;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A stand-in for the Messages API on a loopback port.
 */
public final class OfflineModel implements AutoCloseable {

	private final URI baseUrl;

	private OfflineModel(URI baseUrl) {
		this.baseUrl = baseUrl;
	}

	/**
	 * Start an offline model that takes any credentials.
	 * @param port the port, or 0 for a free one
	 * @return the running model
	 * @throws IOException if it cannot listen there
	 */
	public static OfflineModel start(int port) throws IOException {
		return new OfflineModel(URI.create("http://127.0.0.1:" + port));
	}

	/**
	 * What {@code ANTHROPIC_BASE_URL} has to be.
	 * @return the URL, without a path
	 */
	public URI baseUrl() {
		return this.baseUrl;
	}

	/**
	 * The newest requests, at most {@value RequestLog#CAPACITY}, oldest first.
	 * @return a copy
	 */
	public List<RecordedRequest> requests() {
		return List.of();
	}

	@Override
	public void close() {
	}

}
