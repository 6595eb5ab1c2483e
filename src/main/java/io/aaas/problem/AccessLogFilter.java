package io.aaas.problem;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * One line for each request when it is over. Queries and headers are not in it: they may
 * hold secrets.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class AccessLogFilter extends OncePerRequestFilter {

	private static final Logger LOGGER = LoggerFactory.getLogger(AccessLogFilter.class);

	private static final String START = AccessLogFilter.class.getName() + ".start";

	private static final int MAX_PATH = 256;

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getAttribute(START) == null) {
			request.setAttribute(START, System.nanoTime());
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			if (!isAsyncStarted(request)) {
				log(request, response);
			}
		}
	}

	private static void log(HttpServletRequest request, HttpServletResponse response) {
		String path = request.getRequestURI();
		// Probes come every few seconds and say nothing while they succeed.
		boolean probe = path.startsWith("/actuator/") || path.equals("/health");
		Level level = (probe && response.getStatus() < 400) ? Level.DEBUG : Level.INFO;
		if (LOGGER.isEnabledForLevel(level) && request.getAttribute(START) instanceof Long start) {
			LOGGER.atLevel(level)
				.log("{} {} {} {} ms", request.getMethod(),
						(path.length() > MAX_PATH) ? path.substring(0, MAX_PATH) + "..." : path, response.getStatus(),
						TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
		}
	}

}
