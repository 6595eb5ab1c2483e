package io.aaas.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * Every error the API can answer with: the closed list of {@code code}s, each with its
 * title, its HTTP status and whether the same request may succeed later without a change.
 */
public enum ProblemType {

	MALFORMED_REQUEST("The request cannot be understood", HttpStatus.BAD_REQUEST, false),

	UNAUTHENTICATED("No valid API key", HttpStatus.UNAUTHORIZED, false),

	FORBIDDEN("The API key may not do this", HttpStatus.FORBIDDEN, false),

	ORIGIN_NOT_ALLOWED("The request comes from a page of another origin", HttpStatus.FORBIDDEN, false),

	NOT_FOUND("No such resource", HttpStatus.NOT_FOUND, false),

	AGENT_NOT_FOUND("No such agent", HttpStatus.NOT_FOUND, false),

	MESSAGE_NOT_FOUND("No such message", HttpStatus.NOT_FOUND, false),

	APPROVAL_NOT_FOUND("No such approval", HttpStatus.NOT_FOUND, false),

	EVENT_NOT_FOUND("No such event", HttpStatus.NOT_FOUND, false),

	TEMPLATE_NOT_FOUND("No such template", HttpStatus.NOT_FOUND, false),

	METHOD_NOT_ALLOWED("The resource does not support this method", HttpStatus.METHOD_NOT_ALLOWED, false),

	NOT_ACCEPTABLE("No acceptable representation", HttpStatus.NOT_ACCEPTABLE, false),

	REQUEST_TIMEOUT("The request did not come in time", HttpStatus.REQUEST_TIMEOUT, true),

	AGENT_STOPPED("The agent is stopped", HttpStatus.CONFLICT, false),

	AGENT_ERROR("The agent could not be started", HttpStatus.CONFLICT, false),

	AGENT_BUSY("The agent is busy", HttpStatus.CONFLICT, true),

	NOTHING_RUNNING("Nothing is running", HttpStatus.CONFLICT, false),

	WRONG_STATE("The resource is in the wrong state", HttpStatus.CONFLICT, false),

	APPROVAL_CLOSED("The approval has been decided", HttpStatus.CONFLICT, false),

	REQUEST_IN_PROGRESS("The same request is still running", HttpStatus.CONFLICT, true),

	PAYLOAD_TOO_LARGE("The request body is too large", HttpStatus.CONTENT_TOO_LARGE, false),

	UNSUPPORTED_MEDIA_TYPE("The request body has an unsupported media type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, false),

	HOST_NOT_ALLOWED("The service does not answer to this host name", HttpStatus.MISDIRECTED_REQUEST, false),

	INVALID_FIELD("A field is invalid", HttpStatus.UNPROCESSABLE_CONTENT, false),

	UNKNOWN_FIELD("A field is unknown", HttpStatus.UNPROCESSABLE_CONTENT, false),

	UNKNOWN_TEMPLATE("No such template", HttpStatus.UNPROCESSABLE_CONTENT, false),

	UNKNOWN_INTEGRATION("No such integration", HttpStatus.UNPROCESSABLE_CONTENT, false),

	IDEMPOTENCY_KEY_REUSED("The idempotency key was used for another request", HttpStatus.UNPROCESSABLE_CONTENT, false),

	MAX_AGENTS("Too many agents", HttpStatus.TOO_MANY_REQUESTS, true),

	QUEUE_FULL("The agent's queue is full", HttpStatus.TOO_MANY_REQUESTS, true),

	INTERNAL_ERROR("The service failed", HttpStatus.INTERNAL_SERVER_ERROR, false),

	TURN_FAILED("The turn failed", HttpStatus.BAD_GATEWAY, false),

	AGENT_START_FAILED("The agent did not start", HttpStatus.SERVICE_UNAVAILABLE, true),

	CLAUDE_UNAVAILABLE("The Claude Code CLI cannot be used", HttpStatus.SERVICE_UNAVAILABLE, true),

	MODEL_UNAVAILABLE("The service has no model credentials", HttpStatus.SERVICE_UNAVAILABLE, true),

	AGENT_MOVED("The agent has another owner", HttpStatus.SERVICE_UNAVAILABLE, true),

	STORE_UNAVAILABLE("The database cannot be reached", HttpStatus.SERVICE_UNAVAILABLE, true),

	STORAGE_FULL("The disk is full", HttpStatus.SERVICE_UNAVAILABLE, true),

	DRAINING("The service is shutting down", HttpStatus.SERVICE_UNAVAILABLE, true),

	MESSAGE_TIMED_OUT("The message ran past its timeout", HttpStatus.GATEWAY_TIMEOUT, false);

	private final String title;

	private final HttpStatus status;

	private final boolean retryable;

	ProblemType(String title, HttpStatus status, boolean retryable) {
		this.title = title;
		this.status = status;
		this.retryable = retryable;
	}

	/**
	 * The stable identifier of this error on the wire, for programs: the {@code code}
	 * member, in snake case.
	 * @return the code
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The URI that identifies this error in the {@code type} member. It never changes.
	 * @return the URI
	 */
	public String uri() {
		return "urn:aaas:problem:" + code();
	}

	/**
	 * A short summary that is the same for every occurrence.
	 * @return the title
	 */
	public String title() {
		return this.title;
	}

	/**
	 * The HTTP status it is answered with.
	 * @return the status
	 */
	public HttpStatus status() {
		return this.status;
	}

	/**
	 * Whether the same request may succeed later without a change to it.
	 * @return {@code true} if a retry can help
	 */
	public boolean retryable() {
		return this.retryable;
	}

}
