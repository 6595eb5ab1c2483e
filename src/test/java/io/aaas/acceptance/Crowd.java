package io.aaas.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Many readers, and some who do not read, in a process of their own that gives way to all
 * others: a service has its clients elsewhere.
 */
final class Crowd implements AutoCloseable {

	private final AtomicLong bytes = new AtomicLong();

	private final CompletableFuture<Set<Integer>> stalledPorts = new CompletableFuture<>();

	private final Process process;

	Crowd(RunningService service, String path, int readers, int stalled) throws IOException {
		this.process = new ProcessBuilder("nice", "-n", "19",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Crowd.class.getName(),
				Integer.toString(URI.create(service.base()).getPort()), service.adminKey(), path,
				Integer.toString(readers), Integer.toString(stalled))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		Thread.ofPlatform().daemon().start(this::listen);
	}

	private void listen() {
		try (BufferedReader lines = this.process.inputReader()) {
			String line;
			while ((line = lines.readLine()) != null) {
				if (!this.stalledPorts.isDone()) {
					this.stalledPorts.complete(Arrays.stream(line.split(" "))
						.filter((port) -> !port.isEmpty())
						.map(Integer::valueOf)
						.collect(Collectors.toSet()));
				}
				else {
					this.bytes.set(Long.parseLong(line));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** How much all readers have read. */
	long bytes() {
		return this.bytes.get();
	}

	Set<Integer> stalledPorts() {
		return this.stalledPorts.join();
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
	}

	static Socket connect(int port, String key, String path, boolean webSocket, boolean small) throws IOException {
		Socket socket = new Socket();
		if (small) {
			socket.setReceiveBufferSize(4096);
		}
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		String more = webSocket
				? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
						+ "Sec-WebSocket-Version: 13\r\n"
				: "Accept: text/event-stream\r\n";
		OutputStream out = socket.getOutputStream();
		out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key + "\r\n" + more + "\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	/**
	 * The process.
	 * @param arguments port, key, path, how many read, how many do not
	 */
	public static void main(String[] arguments) throws Exception {
		int readers = Integer.parseInt(arguments[3]);
		AtomicLong bytes = new AtomicLong();
		List<Socket> stalled = new ArrayList<>();
		for (int i = 0; i < readers + Integer.parseInt(arguments[4]); i++) {
			Socket socket = connect(Integer.parseInt(arguments[0]), arguments[1], arguments[2], false, i >= readers);
			if (i >= readers) {
				stalled.add(socket);
			}
			else {
				Thread.startVirtualThread(() -> readAll(socket, bytes));
			}
		}
		System.out.println(stalled.stream()
			.map((socket) -> Integer.toString(socket.getLocalPort()))
			.collect(Collectors.joining(" ")));
		while (true) {
			Thread.sleep(500);
			System.out.println(bytes.get());
		}
	}

	private static void readAll(Socket socket, AtomicLong bytes) {
		byte[] buffer = new byte[16 * 1024];
		try (socket) {
			int read;
			while ((read = socket.getInputStream().read(buffer)) >= 0) {
				bytes.addAndGet(read);
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

}
