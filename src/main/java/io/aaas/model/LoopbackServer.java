package io.aaas.model;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server on 127.0.0.1 with one handler and a virtual thread a request. A handler
 * that throws has its connection dropped, so that a broken answer cannot look complete.
 */
final class LoopbackServer implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(LoopbackServer.class);

	private static final int BACKLOG = 1024;

	static {
		// Read once by the JDK's server; without it each small event waits for a delayed
		// ACK (40 ms on Linux).
		if (System.getProperty("sun.net.httpserver.nodelay") == null) {
			System.setProperty("sun.net.httpserver.nodelay", "true");
		}
	}

	private final HttpServer server;

	private final ExecutorService executor = Executors
		.newThreadPerTaskExecutor(Thread.ofVirtual().name("model-", 0).factory());

	private LoopbackServer(HttpServer server, HttpHandler handler) {
		this.server = server;
		server.setExecutor(this.executor);
		server.createContext("/", (exchange) -> handle(handler, exchange));
		server.start();
	}

	/**
	 * Start a server.
	 * @param port the port, or 0 for any free one
	 * @param handler answers every request
	 * @return the running server
	 * @throws IOException if the port is taken
	 */
	static LoopbackServer start(int port, HttpHandler handler) throws IOException {
		InetAddress loopback = InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
		return new LoopbackServer(HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG), handler);
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	URI baseUrl() {
		return URI.create("http://127.0.0.1:" + port());
	}

	private static void handle(HttpHandler handler, HttpExchange exchange) throws IOException {
		try {
			handler.handle(exchange);
		}
		catch (RuntimeException ex) {
			// The class alone: a message may quote a header.
			log.error("A call to the model failed inside the service: {}", ex.getClass().getName());
			throw new IOException("The handler failed", ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
