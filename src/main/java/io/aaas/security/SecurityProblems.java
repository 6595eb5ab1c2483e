package io.aaas.security;

import java.io.IOException;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/**
 * Spring Security's refusals as problem documents.
 */
@Component
class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

	private final ProblemWriter writer;

	SecurityProblems(ProblemWriter writer) {
		this.writer = writer;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		String detail = (request.getAttribute(ApiKeyAuthenticationFilter.REASON) instanceof String reason) ? reason
				: "Send an API key as X-API-Key: <key> or Authorization: Bearer <key>.";
		this.writer.write(request, response, new ProblemException(ProblemType.UNAUTHENTICATED, detail)
			.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"aaas\""));
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException ex)
			throws IOException {
		// No rule lets anyone in elsewhere: there is nothing.
		String path = request.getRequestURI();
		boolean exists = path.startsWith("/api/v1/")
				|| (path.startsWith("/actuator/") && !path.startsWith("/actuator/health/"));
		this.writer.write(request, response,
				exists ? new ProblemException(ProblemType.FORBIDDEN, "This needs a scope that the API key has not.")
						: new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this path."));
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException ex)
			throws IOException {
		this.writer.write(request, response, new ProblemException(ProblemType.MALFORMED_REQUEST,
				"The request's method, path or headers have characters that are not taken here."));
	}

}
