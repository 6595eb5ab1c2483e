package io.aaas.store;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.aaas.FreePort;

/**
 * Stands between a store and its PostgreSQL and loses what a network can lose, at the
 * very message a test wants.
 */
public final class PostgresProxy implements AutoCloseable {

	private static final int SSL_REQUEST = 80877103;

	private static final int GSS_REQUEST = 80877104;

	private final int target;

	private final InetSocketAddress address;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);

	private final Object ice = new Object();

	private volatile boolean frozen;

	private volatile ServerSocket listener;

	private enum Fault {

		NONE, COMMIT, COMMIT_ANSWER

	}

	/**
	 * Open a way to a server.
	 * @param target the port of a PostgreSQL on this machine
	 */
	public PostgresProxy(int target) {
		this.target = target;
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
		this.listener = listen(this.address);
	}

	/** A way to the PostgreSQL that all tests share. */
	public static PostgresProxy toSharedServer() {
		return new PostgresProxy(TestPostgres.port());
	}

	public int port() {
		return this.address.getPort();
	}

	/** The connection of the next COMMIT is cut before the server gets to see it. */
	public void loseNextCommit() {
		this.next.set(Fault.COMMIT);
	}

	/**
	 * The connection of the next COMMIT of a write is cut when the server has done it.
	 */
	public void loseNextCommitAnswer() {
		this.next.set(Fault.COMMIT_ANSWER);
	}

	/** From now on nothing comes through in either direction, and nobody is told. */
	public void freeze() {
		this.frozen = true;
	}

	/** What was held back comes through. */
	public void thaw() {
		synchronized (this.ice) {
			this.frozen = false;
			this.ice.notifyAll();
		}
	}

	private void passIce() throws IOException {
		synchronized (this.ice) {
			while (this.frozen) {
				try {
					this.ice.wait();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
		}
	}

	/** Cut all connections and refuse new ones. */
	public void disconnect() {
		close(this.listener);
		this.sockets.forEach(PostgresProxy::close);
	}

	/** Take connections again. */
	public void reconnect() {
		if (this.listener.isClosed()) {
			this.listener = listen(this.address);
		}
	}

	@Override
	public void close() {
		disconnect();
	}

	private ServerSocket listen(InetSocketAddress local) {
		try {
			ServerSocket opened = new ServerSocket();
			opened.setReuseAddress(true);
			opened.bind(local);
			run(() -> accept(opened));
			return opened;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket from) throws IOException {
		while (true) {
			Socket client = from.accept();
			Socket server = new Socket();
			this.sockets.add(client);
			this.sockets.add(server);
			run(() -> {
				try (client; server) {
					server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target));
					connected(client, server);
				}
			});
		}
	}

	private void connected(Socket client, Socket server) throws IOException {
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		DataInputStream in = new DataInputStream(client.getInputStream());
		DataOutputStream toServer = new DataOutputStream(server.getOutputStream());
		byte[] greeting = greeting(in, client);
		passIce();
		toServer.writeInt(greeting.length + Integer.BYTES);
		toServer.write(greeting);
		run(() -> {
			try (client; server) {
				answers(new DataInputStream(server.getInputStream()), new DataOutputStream(client.getOutputStream()));
			}
		});
		requests(in, toServer);
	}

	/** The only message without a type; what is asked for before it is refused. */
	private static byte[] greeting(DataInputStream in, Socket client) throws IOException {
		while (true) {
			byte[] message = in.readNBytes(in.readInt() - Integer.BYTES);
			int code = new DataInputStream(new ByteArrayInputStream(message)).readInt();
			if (code != SSL_REQUEST && code != GSS_REQUEST) {
				return message;
			}
			client.getOutputStream().write('N');
		}
	}

	private void requests(DataInputStream in, DataOutputStream out) throws IOException {
		Set<String> commits = new HashSet<>();
		while (true) {
			int type = in.read();
			if (type < 0) {
				return;
			}
			byte[] message = in.readNBytes(in.readInt() - Integer.BYTES);
			String[] texts = new String(message, StandardCharsets.ISO_8859_1).split("\0", -1);
			if (type == 'P' && "COMMIT".equals(texts[1])) {
				commits.add(texts[0]);
			}
			boolean commit = (type == 'Q') ? "COMMIT".equals(texts[0]) : (type == 'B' && commits.contains(texts[1]));
			if (commit && this.next.compareAndSet(Fault.COMMIT, Fault.NONE)) {
				return;
			}
			forward(type, message, out);
		}
	}

	private void answers(DataInputStream in, DataOutputStream out) throws IOException {
		boolean wrote = false;
		while (true) {
			int type = in.read();
			if (type < 0) {
				return;
			}
			byte[] message = in.readNBytes(in.readInt() - Integer.BYTES);
			String done = (type == 'C') ? new String(message, StandardCharsets.ISO_8859_1) : "";
			// Whatever is read in the background commits as well.
			wrote = !done.equals("BEGIN\0") && (wrote || done.startsWith("INSERT") || done.startsWith("UPDATE"));
			if (wrote && done.equals("COMMIT\0") && this.next.compareAndSet(Fault.COMMIT_ANSWER, Fault.NONE)) {
				return;
			}
			forward(type, message, out);
		}
	}

	private void forward(int type, byte[] message, DataOutputStream out) throws IOException {
		passIce();
		byte[] whole = ByteBuffer.allocate(1 + Integer.BYTES + message.length)
			.put((byte) type)
			.putInt(message.length + Integer.BYTES)
			.put(message)
			.array();
		out.write(whole);
	}

	private static void run(Relay relay) {
		Thread.ofPlatform().daemon().name("postgres-proxy").start(() -> {
			try {
				relay.run();
			}
			catch (IOException ex) {
				// One of the two ends is closed, and the other with it.
			}
		});
	}

	private static void close(AutoCloseable socket) {
		try {
			socket.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Relay {

		void run() throws IOException;

	}

}
