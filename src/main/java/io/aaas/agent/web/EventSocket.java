package io.aaas.agent.web;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.aaas.event.EventSubscription;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * One client's WebSocket: events go out on a thread of its own, and what the client asks
 * is done one after the other, as it comes in. What it sends meanwhile waits in its own
 * connection.
 */
final class EventSocket extends AbstractWebSocketHandler {

	/** As much as a message may be that is sent in a request. */
	private static final DataSize LARGEST_FRAME = DataSize.ofMegabytes(10);

	private static final Logger logger = LoggerFactory.getLogger(EventSocket.class);

	private final EventSockets sockets;

	private final ClientFrames.Client client;

	private final Supplier<EventSubscription> subscription;

	private final CompletableFuture<Void> told = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private long length;

	private boolean refused;

	private volatile @Nullable SocketOutput output;

	private volatile @Nullable Thread teller;

	EventSocket(EventSockets sockets, ClientFrames.Client client, Supplier<EventSubscription> subscription) {
		this.sockets = sockets;
		this.client = client;
		this.subscription = subscription;
	}

	/** Completes when the client has been told all there is, or has gone. */
	CompletableFuture<Void> told() {
		return this.told;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		SocketOutput opened = this.sockets.output(session);
		this.output = opened;
		this.teller = Thread.ofVirtual().name("event-socket").start(() -> tell(session, opened));
	}

	private void tell(WebSocketSession session, SocketOutput opened) {
		try (EventSubscription events = this.subscription.get()) {
			switch (this.sockets.streams().follow(events, Long::toString, opened)) {
				case COMPLETE -> this.sockets.close(session, CloseStatus.NORMAL);
				case SHUTDOWN -> this.sockets.close(session, CloseStatus.SERVICE_RESTARTED);
				case LAGGED -> this.sockets.close(session, CloseStatus.SERVICE_OVERLOAD);
				case GONE -> this.sockets.abandon(session);
			}
		}
		catch (RuntimeException ex) {
			logger.error("A WebSocket ended", ex);
			this.sockets.close(session, CloseStatus.SERVER_ERROR);
		}
		finally {
			this.told.complete(null);
		}
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		heard();
		if (this.refused) {
			return;
		}
		this.length += message.getPayloadLength();
		if (this.length > LARGEST_FRAME.toBytes()) {
			refuse(session, CloseStatus.TOO_BIG_TO_PROCESS,
					new ProblemException(ProblemType.PAYLOAD_TOO_LARGE,
							"The message is larger than " + LARGEST_FRAME.toMegabytes()
									+ " MiB, the most that is taken here.")
						.with("limit_bytes", LARGEST_FRAME.toBytes()));
			return;
		}
		this.text.append(message.getPayload());
		if (message.isLast()) {
			String whole = this.text.toString();
			this.text.setLength(0);
			this.text.trimToSize();
			this.length = 0;
			answer(this.sockets.frames().answer(this.client, whole));
			heard();
		}
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
		refuse(session, CloseStatus.NOT_ACCEPTABLE, new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE,
				"Binary messages are not taken; send JSON in text messages."));
	}

	@Override
	protected void handlePongMessage(WebSocketSession session, PongMessage message) {
		heard();
	}

	@Override
	public boolean supportsPartialMessages() {
		// The whole is put together here: Tomcat would keep room for the largest there
		// can be, from the beginning.
		return true;
	}

	private void refuse(WebSocketSession session, CloseStatus status, ProblemException problem) {
		if (!this.refused) {
			this.refused = true;
			this.text.setLength(0);
			this.text.trimToSize();
			answer(this.sockets.frames().refusal(problem));
			this.sockets.close(session, status);
		}
	}

	private void answer(Frame frame) {
		SocketOutput opened = this.output;
		try {
			if (opened != null) {
				opened.send(frame);
			}
		}
		catch (IOException ex) {
			logger.debug("A client no longer reads its answers", ex);
		}
	}

	private void heard() {
		SocketOutput opened = this.output;
		if (opened != null) {
			opened.heard();
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		Thread telling = this.teller;
		if (telling != null && telling != Thread.currentThread()) {
			telling.interrupt();
		}
	}

}
