package io.aaas.problem;

import java.io.IOException;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the servlet container sends a request that failed outside of Spring.
 */
@RestController
@Hidden
class ErrorController implements org.springframework.boot.webmvc.error.ErrorController {

	private final ProblemHandler handler;

	private final ProblemWriter writer;

	ErrorController(ProblemHandler handler, ProblemWriter writer) {
		this.handler = handler;
		this.writer = writer;
	}

	@RequestMapping("${spring.web.error.path:/error}")
	void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (response.isCommitted()) {
			return;
		}
		if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
			this.handler.handle(failure, request, response);
		}
		else {
			Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
			this.writer.write(request, response,
					ProblemTranslator.ofStatus((status instanceof Integer known) ? known : 404, null));
		}
	}

}
