package io.aaas.problem;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Replaces Tomcat's HTML page for requests that are refused before any filter sees them,
 * such as those with a broken request line.
 */
@Component
class TomcatErrors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private static final Logger LOGGER = LoggerFactory.getLogger(TomcatErrors.class);

	private final ProblemWriter writer;

	TomcatErrors(ProblemWriter writer) {
		this.writer = writer;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.addContextCustomizers((context) -> {
			if (context.getParent() instanceof StandardHost host) {
				host.setErrorReportValveClass(ProblemValve.class.getName());
				host.getPipeline().addValve(new ProblemValve(this.writer));
			}
		});
	}

	private static final class ProblemValve extends ErrorReportValve {

		private final ProblemWriter problems;

		ProblemValve(ProblemWriter problems) {
			this.problems = problems;
		}

		@Override
		protected void report(Request request, Response response, @Nullable Throwable failure) {
			int status = response.getStatus();
			if (status < HttpServletResponse.SC_BAD_REQUEST || response.getContentWritten() > 0
					|| !response.setErrorReported()) {
				return;
			}
			try {
				ProblemException problem = ProblemTranslator.ofStatus(status, failure);
				byte[] body = this.problems.prepare(request, response, problem);
				Writer reporter = response.getReporter();
				if (reporter != null) {
					reporter.write(new String(body, StandardCharsets.UTF_8));
					response.finishResponse();
				}
			}
			catch (IOException | IllegalStateException ex) {
				LOGGER.debug("The error could not be reported", ex);
			}
		}

	}

}
