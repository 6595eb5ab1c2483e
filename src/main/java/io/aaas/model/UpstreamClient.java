package io.aaas.model;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * Makes the HTTP client of the forwarder.
 */
final class UpstreamClient {

	private UpstreamClient() {
	}

	static HttpClient create(Duration connectTimeout, PassedOn passedOn) {
		HttpClient.Builder client = HttpClient.newBuilder()
			// One connection a call, as the CLI itself does: a shared one would tie
			// the turns of all agents to its limits and its fate.
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(connectTimeout)
			.executor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("model-upstream-", 0).factory()));
		String proxy = passedOn.get("HTTPS_PROXY");
		client.proxy((proxy != null) ? new HttpsProxy(proxy, passedOn.get("NO_PROXY")) : HttpClient.Builder.NO_PROXY);
		String certificates = passedOn.get("NODE_EXTRA_CA_CERTS");
		if (certificates != null) {
			try {
				client.sslContext(ExtraCertificates.trusting(Path.of(certificates)));
			}
			catch (IOException | GeneralSecurityException ex) {
				throw new IllegalArgumentException("NODE_EXTRA_CA_CERTS cannot be read: " + ex.getMessage(), ex);
			}
		}
		return client.build();
	}

}
