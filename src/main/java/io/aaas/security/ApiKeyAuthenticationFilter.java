package io.aaas.security;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who is calling. A request without a valid key stays anonymous, with a note
 * why for the reply it gets where a key is needed.
 */
class ApiKeyAuthenticationFilter extends OncePerRequestFilter {

	static final String REASON = ApiKeyAuthenticationFilter.class.getName() + ".reason";

	private static final String HEADER = "X-API-Key";

	private static final String BEARER = "Bearer ";

	private final AdminKey key;

	private final WebSocketTickets tickets;

	ApiKeyAuthenticationFilter(AdminKey key, WebSocketTickets tickets) {
		this.key = key;
		this.tickets = tickets;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Set<String> keys = keys(request);
		if (keys.size() > 1) {
			request.setAttribute(REASON, "The request carries different API keys; send one.");
		}
		else if (!keys.isEmpty()) {
			authenticate(this.key.authenticate(keys.iterator().next()), "The API key is not valid.", request);
		}
		else if (WebSocketTickets.of(request) instanceof String ticket) {
			authenticate(this.tickets.use(ticket),
					"The ticket is not valid: one is good for one WebSocket, for 30 seconds.", request);
		}
		chain.doFilter(request, response);
	}

	private static void authenticate(@Nullable Caller caller, String otherwise, HttpServletRequest request) {
		if (caller == null) {
			request.setAttribute(REASON, otherwise);
			return;
		}
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(caller, null,
				AuthorityUtils.createAuthorityList(caller.scopes())));
		SecurityContextHolder.setContext(context);
	}

	private static Set<String> keys(HttpServletRequest request) {
		Set<String> keys = new LinkedHashSet<>(Collections.list(request.getHeaders(HEADER)));
		for (String authorization : Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))) {
			if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
				keys.add(authorization.substring(BEARER.length()).strip());
			}
		}
		return keys;
	}

}
