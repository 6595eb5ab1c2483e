package io.aaas.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * From any exception to a reply and, if it is our fault, one log entry.
 */
@Component
class ProblemHandler {

	/** The request attribute of a reply that had begun when it failed. */
	static final String TOO_LATE = ProblemHandler.class.getName() + ".tooLate";

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
		if (response.isCommitted()) {
			if (ProblemTranslator.find(failure, BadRequestException.class) != null) {
				return; // a body that Tomcat has refused itself
			}
			request.setAttribute(TOO_LATE, true);
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
		return ProblemTranslator.find(failure, ClientAbortException.class) != null
				|| ProblemTranslator.find(failure, AsyncRequestNotUsableException.class) != null;
	}

}
