package io.aaas.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.aaas.TestHttp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that opens a WebSocket or a stream, and then does nothing that it should.
 */
final class RawSocket implements AutoCloseable {

	private final Socket socket = new Socket();

	/** Opens one, and reads nothing of what comes then. */
	RawSocket(String base, String path) throws IOException {
		connect(base);
		request(path, "X-API-Key: " + TestHttp.KEY);
		assertThat(head()).startsWith("HTTP/1.1 101");
	}

	private RawSocket(String base) throws IOException {
		connect(base);
	}

	/** Asks for a stream of events, and reads nothing of it. */
	static RawSocket stream(String base, String path) throws IOException {
		RawSocket client = new RawSocket(base);
		client.send("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close", "Accept: text/event-stream",
				"X-API-Key: " + TestHttp.KEY);
		return client;
	}

	private void connect(String base) throws IOException {
		this.socket.setReceiveBufferSize(4096);
		this.socket.setSoTimeout(30_000);
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
				Integer.parseInt(base.substring(base.lastIndexOf(':') + 1))));
	}

	/** What is answered to a handshake with these headers besides the usual ones. */
	static String handshake(String base, String path, String... headers) throws IOException {
		try (RawSocket client = new RawSocket(base)) {
			client.request(path, headers);
			String head = client.head();
			int begin = head.indexOf("Content-Length: ");
			int length = (begin >= 0)
					? Integer.parseInt(
							head.substring(begin).replaceFirst("(?s)\\r\\n.*", "").replaceFirst("Content-Length: ", ""))
					: 0;
			return head + new String(client.socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
		}
	}

	private void request(String path, String... headers) throws IOException {
		List<String> usual = List.of("GET " + path + " HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade",
				"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13");
		boolean named = String.join("\n", headers).contains("Host: ");
		send(Stream.of(usual.stream(), Stream.of(headers), named ? Stream.<String>of() : Stream.of("Host: localhost"))
			.flatMap((lines) -> lines)
			.toArray(String[]::new));
	}

	private void send(String... lines) throws IOException {
		this.socket.getOutputStream()
			.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	private String head() throws IOException {
		InputStream input = this.socket.getInputStream();
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = input.read();
			assertThat(next).as(head.toString()).isNotNegative();
			head.append((char) next);
		}
		return head.toString();
	}

	/** Reads all that comes, and answers nothing. */
	String rest() {
		try {
			return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isClosed() {
		return this.socket.isClosed();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
