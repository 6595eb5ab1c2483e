package io.aaas.agent.web;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Bounds what the system buffers for a client that does not read. Left to itself, Linux
 * takes up to 4 MiB a connection, and waits for a third of that to be read before a write
 * goes on.
 */
@Component
class SendBuffers implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	/** Linux doubles it, for its own overhead. */
	private static final DataSize SIZE = DataSize.ofKilobytes(256);

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.addConnectorCustomizers(
				(connector) -> connector.setProperty("socket.txBufSize", Long.toString(SIZE.toBytes())));
	}

}
