package io.aaas.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An error the caller of the API is told about. The detail is for people and must hold no
 * secret; it names what is wrong, the limit and the remedy.
 */
public class ProblemException extends RuntimeException {

	private final ProblemType type;

	private final String detail;

	private final Map<String, Object> members = new LinkedHashMap<>();

	private final Map<String, String> headers = new LinkedHashMap<>();

	private @Nullable Duration retryAfter;

	public ProblemException(ProblemType type, String detail) {
		this(type, detail, null);
	}

	public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
		super(type.code() + ": " + detail, cause);
		this.type = type;
		this.detail = detail;
	}

	/**
	 * A field of the request that is wrong.
	 * @param field the field's path as the client wrote it, such as
	 * {@code config.max_turns}
	 * @param detail what is wrong with it, and what would be right
	 * @return the exception, to be thrown
	 */
	public static ProblemException invalidField(String field, String detail) {
		return new ProblemException(ProblemType.INVALID_FIELD, field + " " + detail).with("field", field);
	}

	/**
	 * Add a member to the problem document.
	 * @param name the member's name, in snake case
	 * @param value a value that Jackson can write
	 * @return this exception
	 */
	public ProblemException with(String name, Object value) {
		this.members.put(name, value);
		return this;
	}

	/**
	 * Tell the client when to try again, by a {@code Retry-After} header.
	 * @param retryAfter how long to wait, rounded up to whole seconds on the wire
	 * @return this exception
	 */
	public ProblemException retryAfter(Duration retryAfter) {
		this.retryAfter = retryAfter;
		return this;
	}

	/**
	 * Add a header to the response.
	 * @param name the header's name
	 * @param value its value
	 * @return this exception
	 */
	public ProblemException header(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	public ProblemType type() {
		return this.type;
	}

	public String detail() {
		return this.detail;
	}

	/**
	 * The additional members of the problem document, in the order they were added.
	 * @return an unmodifiable view
	 */
	public Map<String, Object> members() {
		return Collections.unmodifiableMap(this.members);
	}

	/**
	 * The additional headers of the response.
	 * @return an unmodifiable view
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
