package io.aaas.model;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExtraCertificatesTests {

	private static final String PASSWORD = "password";

	@TempDir
	private Path directory;

	private void keytool(String... arguments) throws Exception {
		String[] command = new String[arguments.length + 1];
		command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		System.arraycopy(arguments, 0, command, 1, arguments.length);
		assertThat(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("keytool.log").toFile())
			.start()
			.waitFor()).isZero();
	}

	@Test
	void clientTrustsTheExtraAuthority() throws Exception {
		Path store = this.directory.resolve("store.p12");
		Path pem = this.directory.resolve("ca.pem");
		keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1",
				"-keystore", store.toString(), "-storepass", PASSWORD);
		keytool("-exportcert", "-rfc", "-alias", "a", "-keystore", store.toString(), "-storepass", PASSWORD, "-file",
				pem.toString());
		HttpsServer server = serve(store);
		try {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/"))
				.timeout(Duration.ofSeconds(20))
				.build();
			HttpClient strict = UpstreamClient.create(Duration.ofSeconds(5), Variables.of());
			assertThatExceptionOfType(SSLHandshakeException.class)
				.isThrownBy(() -> strict.send(request, BodyHandlers.discarding()));
			HttpClient trusting = UpstreamClient.create(Duration.ofSeconds(5),
					Variables.of("NODE_EXTRA_CA_CERTS", pem.toString()));
			assertThat(trusting.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void unreadableFileIsNamed() throws Exception {
		Path pem = Files.writeString(this.directory.resolve("bad.pem"), "-----BEGIN CERTIFICATE-----\nx\n");
		assertThatIllegalArgumentException().isThrownBy(
				() -> UpstreamClient.create(Duration.ofSeconds(5), Variables.of("NODE_EXTRA_CA_CERTS", pem.toString())))
			.withMessageContaining("NODE_EXTRA_CA_CERTS");
	}

	private static HttpsServer serve(Path store) throws Exception {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		return server;
	}

}
