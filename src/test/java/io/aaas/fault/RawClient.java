package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that knows no manners: it does not read, and it goes when it likes.
 */
final class RawClient implements AutoCloseable {

	/** So small that the service notices at once that nobody reads. */
	private static final int RECEIVE_BUFFER = 4096;

	/** The connection was closed without an answer. */
	static final int CLOSED = 0;

	/** There was none, and the connection is still open. */
	static final int SILENT = -1;

	private final Socket socket = new Socket();

	private final URI base;

	private RawClient(URI base) {
		this.base = base;
	}

	static RawClient connect(URI base) {
		RawClient client = new RawClient(base);
		client.attempt(() -> {
			client.socket.setReceiveBufferSize(RECEIVE_BUFFER);
			client.socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5000);
		});
		return client;
	}

	/** Ask, and do not read the answer. */
	void get(String path, String... headers) {
		write("GET " + path + " HTTP/1.1\r\n" + headers(headers) + "\r\n");
	}

	/** Ask, and do not read the answer. */
	void post(String path, String body, String... headers) {
		write("POST " + path + " HTTP/1.1\r\nContent-Type: application/json\r\n" + headers(headers) + "Content-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
	}

	/** Announce a body. */
	void begin(String path, String... headers) {
		write("POST " + path + " HTTP/1.1\r\nContent-Type: application/json\r\n" + headers(headers) + "\r\n");
	}

	/**
	 * How it is answered.
	 * @param patience how long to wait for that
	 * @return the status, {@link #CLOSED}, or {@link #SILENT}
	 */
	int status(Duration patience) {
		try {
			this.socket.setSoTimeout((int) patience.toMillis());
			byte[] line = this.socket.getInputStream().readNBytes("HTTP/1.1 200".length());
			return (line.length == 0) ? CLOSED
					: Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
		}
		catch (SocketTimeoutException ex) {
			return SILENT;
		}
		catch (IOException ex) {
			return CLOSED;
		}
	}

	private String headers(String... headers) {
		String own = "Host: " + this.base.getAuthority() + "\r\nX-API-Key: " + TestedService.KEY + "\r\n";
		return (headers.length > 0) ? own + String.join("\r\n", headers) + "\r\n" : own;
	}

	/** Send anything. */
	void write(String request) {
		attempt(() -> {
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			this.socket.getOutputStream().flush();
		});
	}

	/** Its end will be a reset, not a farewell. */
	void reset() {
		attempt(() -> this.socket.setSoLinger(true, 0));
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The service may be away. */
	private void attempt(Step step) {
		try {
			step.run();
		}
		catch (IOException ex) {
			close();
		}
	}

	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

}
