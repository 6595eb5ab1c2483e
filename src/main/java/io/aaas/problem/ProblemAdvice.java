package io.aaas.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Whatever a controller throws becomes a problem document, also for a client that asked
 * for another media type.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemAdvice {

	private final ProblemHandler handler;

	ProblemAdvice(ProblemHandler handler) {
		this.handler = handler;
	}

	@ExceptionHandler(Exception.class)
	void handle(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.handler.handle(failure, request, response);
	}

}
