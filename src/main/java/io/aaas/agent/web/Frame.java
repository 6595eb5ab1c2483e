package io.aaas.agent.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told on a WebSocket, as one document: the parts of a server-sent
 * event, or the answer to what it asked.
 *
 * @param id where it is to go on, of what has a number
 * @param event what it is: a type of events, or a word of the stream's own
 * @param requestId what it is the answer to
 * @param data what it holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Frame(@Nullable String id, String event, @Nullable String requestId, @Nullable Object data) {

	static Frame heartbeat(String id) {
		return new Frame(id, "heartbeat", null, null);
	}

	static Frame told(@Nullable String id, String event, Object data) {
		return new Frame(id, event, null, data);
	}

	static Frame reply(String requestId, Object data) {
		return new Frame(null, "reply", requestId, data);
	}

	static Frame pong(String requestId) {
		return new Frame(null, "pong", requestId, null);
	}

	static Frame problem(String requestId, Object problem) {
		return new Frame(null, "problem", requestId, problem);
	}

}
