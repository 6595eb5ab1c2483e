package io.aaas.model;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has the token of an open launch.
 */
final class TokenGate implements HttpHandler {

	// Until the service has found the agents of its last run again, it does not know
	// their launches. A CLI asks again after 503; after 401 it might give up its turn.
	private static final Duration RECOVERY = Duration.ofMinutes(1);

	private final LaunchTokens tokens;

	private final OpenLaunches launches;

	private final HttpHandler next;

	private final Clock clock;

	private final Instant recovered;

	TokenGate(LaunchTokens tokens, OpenLaunches launches, HttpHandler next, Clock clock) {
		this.tokens = tokens;
		this.launches = launches;
		this.next = next;
		this.clock = clock;
		this.recovered = clock.instant().plus(RECOVERY);
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		if (exchange.getRequestMethod().equals("HEAD")) {
			// The CLI looks whether its model is there, without a key.
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
			return;
		}
		String token = token(exchange);
		Launch launch = (token != null) ? this.tokens.read(token) : null;
		if (launch == null) {
			ApiError.of(401, "This is not a token of this service").send(exchange);
			return;
		}
		LaunchCalls calls = this.launches.find(launch);
		if (calls != null) {
			admit(exchange, calls);
		}
		else if (this.clock.instant().isBefore(this.recovered)) {
			ApiError.of(503, "The service has just started and does not know this launch yet").send(exchange);
		}
		else {
			refuse(exchange);
		}
	}

	private void admit(HttpExchange exchange, LaunchCalls calls) throws IOException {
		switch (calls.enter()) {
			case CLOSED -> refuse(exchange);
			case TOO_MANY ->
				ApiError.of(429, "More than %d calls at once".formatted(LaunchCalls.MAX_AT_ONCE)).send(exchange);
			case ENTERED -> {
				try {
					this.next.handle(exchange);
				}
				finally {
					calls.leave();
				}
			}
		}
	}

	private static void refuse(HttpExchange exchange) throws IOException {
		ApiError.of(401, "The launch this token was made for has ended").send(exchange);
	}

	private static @Nullable String token(HttpExchange exchange) {
		String key = exchange.getRequestHeaders().getFirst("x-api-key");
		if (key != null) {
			return key;
		}
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		return (authorization != null && authorization.startsWith("Bearer "))
				? authorization.substring("Bearer ".length()) : null;
	}

}
