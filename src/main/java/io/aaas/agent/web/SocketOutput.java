package io.aaas.agent.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * Writes frames to a WebSocket, from any thread. It asks now and then whether the client
 * is still there, and fails if there is no answer: an outage of the link that nobody was
 * told of ends with that.
 */
final class SocketOutput implements EventOutput {

	private final Lock lock = new ReentrantLock();

	private final WebSocketSession session;

	private final DocumentWriter json;

	private final StreamProperties properties;

	private volatile long heard = System.nanoTime();

	private long asked = System.nanoTime();

	SocketOutput(WebSocketSession session, DocumentWriter json, StreamProperties properties) {
		this.session = session;
		this.json = json;
		this.properties = properties;
	}

	@Override
	public void begin(String id) throws IOException {
		send(Frame.heartbeat(id));
	}

	@Override
	public void event(@Nullable String id, String name, Object data) throws IOException {
		send(Frame.told(id, name, data));
	}

	@Override
	public void heartbeat(String id, boolean moved) throws IOException {
		send(Frame.heartbeat(id));
	}

	/**
	 * Waits until the connection takes it.
	 */
	void send(Frame frame) throws IOException {
		this.lock.lock();
		try {
			FragmentWriter message = new FragmentWriter(this.session);
			this.json.write(message, frame);
			message.close();
		}
		catch (IllegalStateException ex) {
			throw new IOException("The WebSocket is closed", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The client has shown that it is there. */
	void heard() {
		this.heard = System.nanoTime();
	}

	/**
	 * Called whenever something was written, which is once a heartbeat at least.
	 */
	@Override
	public void flush() throws IOException {
		long now = System.nanoTime();
		if (now - this.heard >= this.properties.silence().toNanos()) {
			throw new SocketTimeoutException("The client does not answer");
		}
		if (now - this.asked >= this.properties.heartbeat().dividedBy(3).toNanos()) {
			this.asked = now;
			ping();
		}
	}

	private void ping() throws IOException {
		this.lock.lock();
		try {
			this.session.sendMessage(new PingMessage());
		}
		catch (IllegalStateException ex) {
			throw new IOException("The WebSocket is closed", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
