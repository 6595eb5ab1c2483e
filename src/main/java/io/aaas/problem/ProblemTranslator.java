package io.aaas.problem;

import java.net.SocketTimeoutException;

import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/**
 * Says of any exception which problem it is.
 */
@Component
class ProblemTranslator {

	private final JsonProblems json;

	ProblemTranslator(JsonProblems json) {
		this.json = json;
	}

	ProblemException translate(Throwable failure) {
		// A filter's stream or a record's constructor throws one that others have
		// wrapped.
		ProblemException own = find(failure, ProblemException.class);
		if (own != null) {
			return own;
		}
		if (find(failure, BadRequestException.class) != null) {
			return new ProblemException(ProblemType.MALFORMED_REQUEST, "The request's body is not framed as HTTP asks.",
					failure);
		}
		if (failure instanceof SocketTimeoutException) {
			// As Tomcat throws it: others come from elsewhere, and wrapped.
			return ofStatus(408, failure);
		}
		if (find(failure, InvalidParameterException.class) != null) {
			return new ProblemException(ProblemType.MALFORMED_REQUEST,
					"The request's query is not made of names and values, name=value&name=value, in UTF-8.", failure);
		}
		if (failure instanceof HttpMessageNotReadableException unreadable) {
			return (unreadable.getCause() instanceof JacksonException wrong) ? this.json.translate(wrong)
					: new ProblemException(ProblemType.MALFORMED_REQUEST, "The request needs a JSON body.", failure);
		}
		ProblemException known = ValidationProblems.translate(failure);
		if (known == null) {
			known = SpringProblems.translate(failure);
		}
		return (known != null) ? known : ofStatus(500, failure);
	}

	/**
	 * What there is to say when a status is all that is known.
	 */
	static ProblemException ofStatus(int status, @Nullable Throwable cause) {
		return switch (status) {
			case 401 -> new ProblemException(ProblemType.UNAUTHENTICATED, "Send an API key.", cause);
			case 403 -> new ProblemException(ProblemType.FORBIDDEN, "The request was refused.", cause);
			case 404 -> new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this path.", cause);
			case 405 -> new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "Use another method.", cause);
			case 406 -> new ProblemException(ProblemType.NOT_ACCEPTABLE, "Accept another media type.", cause);
			case 408 -> new ProblemException(ProblemType.REQUEST_TIMEOUT,
					"The rest of the request did not come in time; send it again.", cause);
			case 413 -> new ProblemException(ProblemType.PAYLOAD_TOO_LARGE, "Send a smaller body.", cause);
			case 415 -> new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send application/json.", cause);
			// Tomcat's words for a version or an encoding that it does not know.
			case 501, 505 -> ofStatus(400, cause);
			default -> (status >= 400 && status < 500)
					? new ProblemException(ProblemType.MALFORMED_REQUEST, "The request is not valid HTTP.", cause)
					: new ProblemException(ProblemType.INTERNAL_ERROR,
							"An unexpected error; the service's log has it under this request_id.", cause);
		};
	}

	static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

}
