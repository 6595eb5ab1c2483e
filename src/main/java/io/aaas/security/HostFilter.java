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
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses host names that are not ours: a page whose name was rebound to our address
 * would count as same-origin otherwise.
 */
class HostFilter extends OncePerRequestFilter {

	private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

	private final Set<String> allowed;

	private final boolean restricted;

	HostFilter(List<String> allowed, boolean loopback) {
		this.allowed = Set.copyOf(allowed);
		this.restricted = loopback || !allowed.isEmpty();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String name = name(request.getHeader(HttpHeaders.HOST));
		if (this.restricted && !LOCAL.contains(name) && !this.allowed.contains(name)) {
			throw new ProblemException(ProblemType.HOST_NOT_ALLOWED,
					"The request's Host is neither localhost nor one of ALLOWED_HOSTS.");
		}
		chain.doFilter(request, response);
	}

	private static String name(@Nullable String host) {
		return (host != null) ? host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "").replaceFirst("\\.$", "") : "";
	}

}
