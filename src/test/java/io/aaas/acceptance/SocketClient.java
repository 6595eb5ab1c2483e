package io.aaas.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of an agent's WebSocket.
 */
final class SocketClient implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

	private static final JsonNode END = JsonMapper.shared().nullNode();

	private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final WebSocket socket;

	private SocketClient(WebSocket.Builder builder, String url) {
		try {
			this.socket = builder.buildAsync(URI.create(url.replaceFirst("^http", "ws")), new Listener())
				.orTimeout(30, TimeUnit.SECONDS)
				.join();
		}
		catch (RuntimeException ex) {
			throw new AssertionError("The WebSocket did not open", ex);
		}
	}

	/** As a program that can send its key. */
	static SocketClient open(String url, String key) {
		return new SocketClient(CLIENT.newWebSocketBuilder().header("X-API-Key", key), url);
	}

	/** As a browser, on a page of this origin. */
	static SocketClient open(String url, List<String> protocols, String origin) {
		return new SocketClient(
				CLIENT.newWebSocketBuilder()
					.header("Origin", origin)
					.subprotocols(protocols.getFirst(), protocols.subList(1, protocols.size()).toArray(String[]::new)),
				url);
	}

	String protocol() {
		return this.socket.getSubprotocol();
	}

	/** Send JSON in single quotes. */
	void send(String text) {
		sendText(text.replace('\'', '"'));
	}

	void sendText(String text) {
		this.socket.sendText(text, true).join();
	}

	WebSocket raw() {
		return this.socket;
	}

	/** The next frame; {@code null} at the end. */
	@Nullable JsonNode next() {
		return next(System.nanoTime() + PATIENCE);
	}

	/** A heartbeat is not what was waited for. */
	private @Nullable JsonNode next(long deadline) {
		try {
			JsonNode frame = this.frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (frame == null) {
				throw new AssertionError("Nothing came");
			}
			return (frame != END) ? frame : null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/** All up to the first that is like this, which must come; without heartbeats. */
	List<JsonNode> until(Predicate<JsonNode> last) {
		List<JsonNode> frames = new ArrayList<>();
		long deadline = System.nanoTime() + PATIENCE;
		while (true) {
			JsonNode frame = next(deadline);
			if (frame == null) {
				throw new AssertionError("It was closed with " + this.closed.join() + " behind " + frames);
			}
			if (!frame.get("event").stringValue().equals("heartbeat")) {
				frames.add(frame);
			}
			if (last.test(frame)) {
				return frames;
			}
		}
	}

	List<JsonNode> until(String event) {
		return until((frame) -> event.equals(frame.get("event").stringValue()));
	}

	/** What is answered to a request of this id. */
	JsonNode answer(String requestId) {
		return until((frame) -> requestId.equals(frame.path("request_id").asString(""))).getLast();
	}

	/** All up to the end. */
	List<JsonNode> rest() {
		List<JsonNode> frames = new ArrayList<>();
		long deadline = System.nanoTime() + PATIENCE;
		JsonNode frame;
		while ((frame = next(deadline)) != null) {
			frames.add(frame);
		}
		return frames;
	}

	/** The status it was closed with; 1006 if the connection was simply gone. */
	int status() {
		return this.closed.orTimeout(30, TimeUnit.SECONDS).join();
	}

	/** Without a word. */
	@Override
	public void close() {
		this.socket.abort();
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				SocketClient.this.frames.add(JsonMapper.shared().readTree(this.text.toString()));
				this.text.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			SocketClient.this.frames.add(END);
			SocketClient.this.closed.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			SocketClient.this.frames.add(END);
			SocketClient.this.closed.complete(1006);
		}

	}

}
