package io.aaas.agent.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.aaas.event.EventSubscription;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.security.WebSocketTickets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * All open WebSockets. When the service stops, the web server closes only when each of
 * them has been told.
 */
@Component
class EventSockets implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EventSockets.class);

	/** How long a client may take to say goodbye, and all of them to be told. */
	private static final Duration GOODBYE = Duration.ofSeconds(5);

	private final Set<EventSocket> open = ConcurrentHashMap.newKeySet();

	private final DefaultHandshakeHandler handshake = new DefaultHandshakeHandler();

	private final EventStreams streams;

	private final ClientFrames frames;

	private final StreamProperties properties;

	private final DocumentWriter json;

	private final Duration stalled;

	private volatile boolean running;

	EventSockets(EventStreams streams, ClientFrames frames, StreamProperties properties, JsonMapper json,
			TomcatServerProperties tomcat) {
		this.streams = streams;
		this.frames = frames;
		this.properties = properties;
		this.json = new DocumentWriter(json);
		this.stalled = Objects.requireNonNull(tomcat.getConnectionTimeout());
		this.handshake.setSupportedProtocols(WebSocketTickets.PROTOCOL);
	}

	EventStreams streams() {
		return this.streams;
	}

	ClientFrames frames() {
		return this.frames;
	}

	/**
	 * Turn a request into a WebSocket.
	 * @param client who asks
	 * @param subscription what to tell it
	 */
	void open(ClientFrames.Client client, Supplier<EventSubscription> subscription, HttpServletRequest request,
			HttpServletResponse response) {
		EventSocket socket = new EventSocket(this, client, subscription);
		this.open.add(socket);
		socket.told().thenRun(() -> this.open.remove(socket));
		boolean opened = false;
		try {
			opened = this.handshake.doHandshake(new ServletServerHttpRequest(new Uncompressed(request)),
					new ServletServerHttpResponse(response), socket, Map.of());
		}
		finally {
			if (!opened) {
				socket.told().complete(null);
			}
		}
		if (!opened) {
			throw new ProblemException(ProblemType.MALFORMED_REQUEST,
					"This is a WebSocket: open it with one of version 13.")
				.header(HttpHeaders.UPGRADE, "websocket");
		}
	}

	/** Where to write to a client that has just come. */
	SocketOutput output(WebSocketSession session) {
		limit(session, Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, this.stalled);
		limit(session, Constants.SESSION_CLOSE_TIMEOUT_PROPERTY, GOODBYE);
		return new SocketOutput(session, this.json, this.properties);
	}

	/** Say goodbye, and wait a while for the client's. */
	void close(WebSocketSession session, CloseStatus status) {
		try {
			session.close(status);
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A WebSocket was closed already", ex);
		}
	}

	/** Close what nobody listens to, and with it the connection. */
	void abandon(WebSocketSession session) {
		CloseReason reason = new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "The client is not there");
		tomcats(session).doClose(reason, reason, true);
	}

	private static void limit(WebSocketSession session, String name, Duration value) {
		tomcats(session).getUserProperties().put(name, value.toMillis());
	}

	private static WsSession tomcats(WebSocketSession session) {
		return Objects.requireNonNull(((NativeWebSocketSession) session).getNativeSession(WsSession.class));
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		try {
			CompletableFuture.allOf(this.open.stream().map(EventSocket::told).toArray(CompletableFuture[]::new))
				.orTimeout(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (CompletionException ex) {
			logger.debug("Not all clients could be told", ex);
		}
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Before the web server. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

	/** What has told its clients to go does not begin anew. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * A request that asks for no extension: Tomcat would compress, with some 300 KiB for
	 * each client, and cannot be told not to.
	 */
	private static final class Uncompressed extends HttpServletRequestWrapper {

		Uncompressed(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS.equalsIgnoreCase(name) ? Collections.emptyEnumeration()
					: super.getHeaders(name);
		}

	}

}
