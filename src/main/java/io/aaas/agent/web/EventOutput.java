package io.aaas.agent.web;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A client's connection, as events are written to it. Each call may wait until the client
 * has taken something, and fails if it does not.
 */
interface EventOutput {

	/**
	 * The stream begins.
	 * @param id behind what
	 */
	void begin(String id) throws IOException;

	/**
	 * An event, a piece of an answer or a notice.
	 * @param id where a client is to go on; {@code null} leaves that as it is
	 */
	void event(@Nullable String id, String name, Object data) throws IOException;

	/**
	 * There was nothing to tell for a while.
	 * @param id where a client is to go on
	 * @param moved whether that is news to it
	 */
	void heartbeat(String id, boolean moved) throws IOException;

	/** What was told goes out. */
	void flush() throws IOException;

}
