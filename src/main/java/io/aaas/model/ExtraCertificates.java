package io.aaas.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Trust in the authorities that NODE_EXTRA_CA_CERTS names, beside Java's own: behind a
 * company's proxy the forwarder has to trust what the CLI would.
 */
final class ExtraCertificates {

	private ExtraCertificates() {
	}

	static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		int count = 0;
		for (TrustManager manager : trustManagers(null)) {
			if (manager instanceof X509TrustManager x509) {
				for (X509Certificate certificate : x509.getAcceptedIssuers()) {
					store.setCertificateEntry("java-" + count++, certificate);
				}
			}
		}
		try (InputStream file = Files.newInputStream(pem)) {
			for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
				store.setCertificateEntry("extra-" + count++, certificate);
			}
		}
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trustManagers(store), null);
		return context;
	}

	private static TrustManager[] trustManagers(@Nullable KeyStore store) throws GeneralSecurityException {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory.getTrustManagers();
	}

}
