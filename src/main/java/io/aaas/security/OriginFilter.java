package io.aaas.security;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that change something if a page of another origin sends them, and
 * WebSockets, which no other rule of browsers keeps from it.
 */
class OriginFilter extends OncePerRequestFilter {

	private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

	private final Set<String> allowed;

	OriginFilter(List<String> allowed) {
		this.allowed = Set.copyOf(allowed);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		// A preflight is refused here as well, because Spring would do it in plain text.
		boolean preflight = CorsUtils.isPreFlightRequest(request);
		if (origin != null
				&& (preflight || !SAFE.contains(request.getMethod()) || WebSocketTickets.isForWebSocket(request))
				&& !this.allowed.contains(origin.toLowerCase(Locale.ROOT)) && (preflight || !isOwn(origin, request))) {
			throw new ProblemException(ProblemType.ORIGIN_NOT_ALLOWED,
					"The request's Origin is neither this service nor one of ALLOWED_ORIGINS.");
		}
		chain.doFilter(request, response);
	}

	/**
	 * The scheme is left out: behind a proxy that ends TLS, the browser knows it better.
	 */
	private static boolean isOwn(String origin, HttpServletRequest request) {
		String host = request.getHeader(HttpHeaders.HOST);
		return host != null && authority(origin).equals(authority("//" + host));
	}

	private static String authority(String url) {
		return url.toLowerCase(Locale.ROOT).replaceFirst("^(https?:)?//", "").replaceFirst(":(80|443)$", "");
	}

}
