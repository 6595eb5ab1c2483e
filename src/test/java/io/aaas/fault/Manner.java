package io.aaas.fault;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a message shall be treated.
 *
 * @param timeout how long its turn may run, in seconds; 0 for the agent's own
 * @param retry whether it runs again when its turn is cut off
 */
record Manner(int timeout, boolean retry) {

	static final Manner USUAL = new Manner(0, false);

	static final Manner RETRIED = new Manner(0, true);

	static Manner within(int seconds) {
		return new Manner(seconds, false);
	}

	String body(String text) {
		ObjectNode body = JsonMapper.shared().createObjectNode().put("message", text);
		if (this.timeout > 0) {
			body.put("timeout", this.timeout);
		}
		if (this.retry) {
			body.put("on_interrupt", "retry");
		}
		return body.toString();
	}

}
