package io.aaas.security;

import java.net.InetAddress;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * A second port for those who watch the service. It has a few platform threads of its
 * own, and so answers also when virtual threads do not run.
 */
@Component
class ManagementPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private static final int THREADS = 4;

	private final @Nullable Integer port;

	private final @Nullable InetAddress address;

	ManagementPort(SecurityProperties properties, ServerProperties server) {
		this.port = properties.managementPort();
		this.address = server.getAddress();
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		if (this.port == null) {
			return;
		}
		Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
		connector.setPort(this.port);
		if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
			protocol.setAddress(this.address);
			protocol.setMinSpareThreads(1);
			protocol.setMaxThreads(THREADS);
		}
		factory.addAdditionalConnectors(connector);
	}

	/** Whether a request has come in there. */
	boolean received(HttpServletRequest request) {
		return this.port != null && request.getLocalPort() == this.port;
	}

}
