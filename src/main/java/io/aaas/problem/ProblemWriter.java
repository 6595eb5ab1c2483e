package io.aaas.problem;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Writes a problem document. Controllers only throw; this is for filters and other places
 * that hold the response in their hands.
 */
@Component
public class ProblemWriter {

	private final JsonMapper json;

	ProblemWriter(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Answer the request with this problem. If the reply has already begun, nothing is
	 * written.
	 * @param request the request
	 * @param response its response
	 * @param problem what to say
	 * @throws IOException if the client cannot be written to
	 */
	public void write(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
			throws IOException {
		if (response.isCommitted()) {
			return;
		}
		response.resetBuffer();
		byte[] body = prepare(request, response, problem);
		response.getOutputStream().write(body);
		response.flushBuffer();
	}

	/**
	 * Set status and headers.
	 * @return the body that belongs to them
	 */
	byte[] prepare(HttpServletRequest request, HttpServletResponse response, ProblemException problem) {
		byte[] body = this.json.writeValueAsBytes(ProblemDocuments.of(problem, RequestId.of(request, response)));
		response.setStatus(problem.type().status().value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		Duration retryAfter = problem.retryAfter();
		if (retryAfter != null) {
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(ProblemDocuments.seconds(retryAfter)));
		}
		problem.headers().forEach(response::setHeader);
		return body;
	}

}
