package io.aaas.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * What a problem looks like on the wire, also where there is no HTTP reply to hold it.
 */
@Component
public class ProblemDocuments {

	private static final Logger LOGGER = LoggerFactory.getLogger(ProblemDocuments.class);

	private final ProblemTranslator translator;

	ProblemDocuments(ProblemTranslator translator) {
		this.translator = translator;
	}

	/**
	 * From any exception to a document and, if it is our fault, one log entry.
	 * @param failure what went wrong
	 * @param requestId the id of what was asked for
	 * @return the members; {@code retry_after}, in seconds, takes the place of the header
	 */
	public Map<String, Object> of(Throwable failure, String requestId) {
		ProblemException problem = this.translator.translate(failure);
		if (problem.type() == ProblemType.INTERNAL_ERROR) {
			LOGGER.error("A request failed", failure);
		}
		else if (problem.type().status().is5xxServerError()) {
			LOGGER.warn("A request failed: {}", problem.getMessage());
		}
		Map<String, Object> document = of(problem, requestId);
		if (problem.retryAfter() != null) {
			document.put("retry_after", seconds(problem.retryAfter()));
		}
		return document;
	}

	static Map<String, Object> of(ProblemException problem, String requestId) {
		ProblemType type = problem.type();
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("type", type.uri());
		document.put("title", type.title());
		document.put("status", type.status().value());
		document.put("detail", problem.detail());
		document.put("code", type.code());
		document.put("retryable", type.retryable());
		document.put("request_id", requestId);
		problem.members().forEach(document::putIfAbsent);
		return document;
	}

	/** Rounded up: who comes back then is not too early. */
	static long seconds(Duration retryAfter) {
		return Math.max(0, retryAfter.plusNanos(999_999_999).toSeconds());
	}

}
