package io.aaas.model;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The proxy that HTTPS_PROXY names, but for the hosts in NO_PROXY. A user and password in
 * it are not used: Java's client gives none to a tunnel.
 */
final class HttpsProxy extends ProxySelector {

	private final URI proxy;

	private final List<String> direct;

	HttpsProxy(String httpsProxy, @Nullable String noProxy) {
		this.proxy = uri(httpsProxy);
		this.direct = (noProxy != null) ? List.of(noProxy.toLowerCase(Locale.ROOT).split("[\\s,]+")) : List.of();
	}

	/**
	 * The password in the value of HTTPS_PROXY.
	 * @param httpsProxy the value
	 * @return the password, or an empty string
	 */
	static String password(String httpsProxy) {
		String userInfo = uri(httpsProxy).getUserInfo();
		return (userInfo != null) ? userInfo.substring(userInfo.indexOf(':') + 1) : "";
	}

	private static URI uri(String httpsProxy) {
		try {
			URI uri = URI.create(httpsProxy.contains("://") ? httpsProxy : "http://" + httpsProxy);
			if (uri.getHost() != null) {
				return uri;
			}
		}
		catch (IllegalArgumentException ex) {
			// Its message quotes the value.
		}
		throw new IllegalArgumentException("HTTPS_PROXY is not a URL");
	}

	@Override
	public List<Proxy> select(URI uri) {
		String host = uri.getHost().toLowerCase(Locale.ROOT);
		if (!"https".equals(uri.getScheme()) || this.direct.stream().anyMatch((entry) -> matches(entry, host))) {
			return List.of(Proxy.NO_PROXY);
		}
		int port = (this.proxy.getPort() > 0) ? this.proxy.getPort() : 80;
		return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(this.proxy.getHost(), port)));
	}

	private static boolean matches(String entry, String host) {
		if (entry.equals("*")) {
			return true;
		}
		String name = entry.replaceFirst(":\\d+$", "").replaceFirst("^\\*?\\.", "");
		return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		// The caller gets the exception as well.
	}

}
