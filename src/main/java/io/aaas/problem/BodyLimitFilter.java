package io.aaas.problem;

import java.io.IOException;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * No body is read further than its limit, whatever its type and however its length is
 * told. It comes after authentication: strangers learn nothing of limits.
 */
@Component
@Order(0)
class BodyLimitFilter extends OncePerRequestFilter {

	private static final DataSize DEFAULT_LIMIT = DataSize.ofMegabytes(1);

	private static final DataSize MESSAGE_LIMIT = DataSize.ofMegabytes(10);

	private static final Pattern MESSAGE_PATH = Pattern.compile("/api/v1/(agents/[^/]+/messages|query)");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		boolean message = request.getMethod().equals("POST") && MESSAGE_PATH.matcher(request.getRequestURI()).matches();
		DataSize limit = message ? MESSAGE_LIMIT : DEFAULT_LIMIT;
		if (request.getContentLengthLong() > limit.toBytes()) {
			throw LimitedBody.tooLarge(limit);
		}
		chain.doFilter(new LimitedBody(request, limit), response);
	}

}
