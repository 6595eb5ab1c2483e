package io.aaas.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to the service on which every connection is cut after some bytes of the reply.
 */
final class CuttingProxy implements AutoCloseable {

	private final AtomicInteger connections = new AtomicInteger();

	private final ServerSocket server;

	private final int port;

	private final Random random = new Random(1);

	private final int most;

	private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

	private volatile boolean cutting = true;

	/**
	 * @param port the service's port
	 * @param most how many bytes of a reply go through at most
	 */
	CuttingProxy(int port, int most) {
		this.port = port;
		this.most = most;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.startVirtualThread(this::accept);
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	/** Cut what there is once more, and then nothing. */
	void calm() {
		this.cutting = false;
		this.clients.forEach(CuttingProxy::close);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It was closed already.
		}
	}

	/** How many there were. */
	int connections() {
		return this.connections.get();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				this.connections.incrementAndGet();
				this.clients.add(client);
				int bytes = this.cutting ? 500 + this.random.nextInt(this.most) : Integer.MAX_VALUE;
				Thread.startVirtualThread(() -> pass(client, bytes));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void pass(Socket client, int bytes) {
		try (client; Socket service = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			Thread.startVirtualThread(() -> copy(client, service));
			InputStream reply = service.getInputStream();
			OutputStream output = client.getOutputStream();
			for (int left = bytes; left > 0; left--) {
				int next = reply.read();
				if (next < 0) {
					return;
				}
				output.write(next);
			}
		}
		catch (IOException ex) {
			// One of them is gone, and the other with it.
		}
	}

	private static void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// The same.
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
