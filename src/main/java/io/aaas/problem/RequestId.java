package io.aaas.problem;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The name of one request, in every reply, log line and problem document: the client's
 * own if it sent a sane one.
 */
public final class RequestId {

	static final String HEADER = "X-Request-Id";

	/** Its name in log lines and on the wire. */
	public static final String MDC_KEY = "request_id";

	private static final String ATTRIBUTE = RequestId.class.getName();

	private static final int MAX_LENGTH = 128;

	private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

	private RequestId() {
	}

	/**
	 * The id of this request, the same at every call, told to the client as well.
	 */
	static String of(HttpServletRequest request, HttpServletResponse response) {
		if (request.getAttribute(ATTRIBUTE) instanceof String known) {
			return known;
		}
		String sent = request.getHeader(HEADER);
		String id = (sent != null && isSane(sent)) ? sent : next();
		request.setAttribute(ATTRIBUTE, id);
		response.setHeader(HEADER, id);
		return id;
	}

	/**
	 * An id for a request that has none.
	 * @return a new one
	 */
	public static String next() {
		return GENERATOR.generate().toString();
	}

	/**
	 * Whether a client's own id can be taken over.
	 * @param id what it sent
	 * @return {@code true} for 1 to 128 visible ASCII characters
	 */
	public static boolean isSane(String id) {
		return !id.isEmpty() && id.length() <= MAX_LENGTH && id.chars().allMatch((c) -> c > ' ' && c < 127);
	}

}
