package io.aaas.fault;

import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What the service answered.
 *
 * @param request the method and path that were asked for
 * @param status the status
 * @param contentType the type of the body
 * @param requestId the id in the header
 * @param retryAfter when to ask again, if it says so
 * @param body the body
 */
record Reply(String request, int status, String contentType, String requestId, Optional<String> retryAfter,
		String body) {

	boolean ok() {
		return this.status < 300;
	}

	/** The body, or nothing if it is not JSON. */
	JsonNode json() {
		try {
			return this.body.isBlank() ? MissingNode.getInstance() : JsonMapper.shared().readTree(this.body);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	String text(String field) {
		return json().path(field).asString("");
	}

	/** The code of a refusal. */
	String code() {
		return text("code");
	}

	/** The message in it, whether it went well or not. */
	JsonNode message() {
		JsonNode document = json();
		return document.has("message") && document.get("message").isObject() ? document.get("message") : document;
	}

}
