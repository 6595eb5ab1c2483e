package io.aaas.security;

import java.net.Inet6Address;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * Where the service listens.
 *
 * @param address the address it binds to; {@code null}: all
 */
record ListenAddress(@Nullable InetAddress address) {

	boolean isLoopback() {
		return this.address != null && this.address.isLoopbackAddress();
	}

	/**
	 * A URL that works on this machine.
	 */
	String url(int port) {
		String host = "127.0.0.1";
		if (this.address != null) {
			boolean any = this.address.isAnyLocalAddress();
			String text = this.address.getHostAddress().replaceFirst("%.*", "");
			host = (this.address instanceof Inet6Address) ? any ? "[::1]" : "[" + text + "]" : any ? host : text;
		}
		return "http://" + host + ":" + port;
	}

}
