package io.aaas.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * From any exception to a reply and, if it is our fault, one log entry.
 */
@Component
class ProblemHandler {

	private static final Logger LOGGER = LoggerFactory.getLogger(ProblemHandler.class);

	private final ProblemTranslator translator;

	private final ProblemWriter writer;

	ProblemHandler(ProblemTranslator translator, ProblemWriter writer) {
		this.translator = translator;
		this.writer = writer;
	}

	void handle(Throwable failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (isClientGone(failure)) {
			LOGGER.debug("{} {}: the client went away", request.getMethod(), request.getRequestURI());
			return;
		}
		ProblemException problem = this.translator.translate(failure);
		if (problem.type() == ProblemType.INTERNAL_ERROR) {
			LOGGER.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
		}
		else if (problem.type().status().is5xxServerError()) {
			LOGGER.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), problem.getMessage());
		}
		this.writer.write(request, response, problem);
	}

	/**
	 * Only the server's own word for it counts: "broken pipe" may as well be a child
	 * process that died.
	 */
	private static boolean isClientGone(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ClientAbortException || cause instanceof AsyncRequestNotUsableException) {
				return true;
			}
		}
		return false;
	}

}
