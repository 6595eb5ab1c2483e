package io.aaas.problem;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.CloseNowException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers for what other filters throw, and for whatever the advice did not see. Where it
 * is too late for an answer, it breaks the connection off: half a reply must not look
 * like a whole one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class LastResortFilter extends OncePerRequestFilter {

	private final ProblemHandler handler;

	LastResortFilter(ProblemHandler handler) {
		this.handler = handler;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			chain.doFilter(request, response);
		}
		catch (Exception | StackOverflowError | AssertionError ex) {
			this.handler.handle(ex, request, response);
		}
		if (request.getAttribute(ProblemHandler.TOO_LATE) != null) {
			throw new CloseNowException("The reply has begun and cannot be completed");
		}
	}

}
