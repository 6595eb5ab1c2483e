package io.aaas.model;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HttpsProxyTests {

	private static Proxy select(String noProxy, String uri) {
		return new HttpsProxy("http://user:secret@127.0.0.1:3128", noProxy).select(URI.create(uri)).getFirst();
	}

	@ParameterizedTest
	@CsvSource({ "'', https://api.anthropic.com, true", "'', http://api.anthropic.com, false",
			"other.com, https://api.anthropic.com, true", "anthropic.com, https://api.anthropic.com, false",
			"'a, .anthropic.com', https://api.anthropic.com, false", "thropic.com, https://api.anthropic.com, true",
			"*, https://api.anthropic.com, false", "API.anthropic.com:443, https://api.anthropic.com, false" })
	void selectHonoursNoProxy(String noProxy, String uri, boolean proxied) {
		Proxy proxy = select(noProxy, uri);
		assertThat(proxy)
			.isEqualTo(proxied ? new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 3128)) : Proxy.NO_PROXY);
	}

	@Test
	void passwordIsKnownAsASecret() {
		assertThat(HttpsProxy.password("http://user:secret@proxy:3128")).isEqualTo("secret");
		assertThat(HttpsProxy.password("proxy:3128")).isEmpty();
	}

	@Test
	void unusableValueIsNotQuoted() {
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpsProxy("http://user:sec ret@proxy", null))
			.withMessageNotContaining("ret");
	}

}
