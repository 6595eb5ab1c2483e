package io.aaas.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.InMemoryOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/**
 * What a browser opens a WebSocket with, as it can send no header of ours there, and a
 * URL is no place for a key. A ticket goes where the protocols are named.
 */
@Component
public final class WebSocketTickets {

	/** The protocol that is spoken on the WebSocket. */
	public static final String PROTOCOL = "aaas.v1";

	private static final String PREFIX = "aaas.ticket.";

	private static final RequestMatcher SOCKET = PathPatternRequestMatcher.withDefaults()
		.matcher(HttpMethod.GET, "/api/v1/agents/{agentId}/ws");

	private static final Duration LIFETIME = Duration.ofSeconds(30);

	private final InMemoryOneTimeTokenService tokens = new InMemoryOneTimeTokenService();

	private final AdminKey key;

	WebSocketTickets(Clock clock, AdminKey key) {
		this.tokens.setClock(clock);
		this.key = key;
	}

	/**
	 * Make a ticket.
	 * @param caller who may open a WebSocket with it
	 * @return the ticket
	 */
	public Ticket issue(Caller caller) {
		OneTimeToken token = this.tokens.generate(new GenerateOneTimeTokenRequest(caller.keyId(), LIFETIME));
		return new Ticket(List.of(PROTOCOL, PREFIX + token.getTokenValue()), token.getExpiresAt());
	}

	/**
	 * Use a ticket up.
	 * @return whose it is; {@code null} if it was used, is too old or never was
	 */
	@Nullable Caller use(String ticket) {
		OneTimeToken token = this.tokens.consume(new OneTimeTokenAuthenticationToken(ticket));
		return (token != null) ? this.key.named(token.getUsername()) : null;
	}

	/** The ticket that a request to open a WebSocket presents, if it does. */
	static @Nullable String of(HttpServletRequest request) {
		return isUsableBy(request) ? Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))
			.stream()
			.flatMap((header) -> Stream.of(header.split(",")))
			.map(String::strip)
			.filter((protocol) -> protocol.startsWith(PREFIX))
			.map((protocol) -> protocol.substring(PREFIX.length()))
			.findFirst()
			.orElse(null) : null;
	}

	/** Whether a ticket is good for a request: only to open an agent's WebSocket. */
	static boolean isUsableBy(HttpServletRequest request) {
		return isForWebSocket(request) && SOCKET.matches(request);
	}

	/** Whether it is a WebSocket that a request asks for. */
	static boolean isForWebSocket(HttpServletRequest request) {
		return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
	}

	/**
	 * What a client presents.
	 *
	 * @param protocols the protocols to name; the ticket is one of them, and a secret
	 * @param expiresAt until when it is good
	 */
	public record Ticket(List<String> protocols, Instant expiresAt) {

		@Override
		public String toString() {
			return "Ticket[expiresAt=" + this.expiresAt + "]";
		}

	}

}
