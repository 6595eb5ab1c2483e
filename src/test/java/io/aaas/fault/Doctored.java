package io.aaas.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.aaas.fault.Stored.StoredAgent;
import io.aaas.fault.Stored.StoredEvent;
import io.aaas.fault.Stored.StoredLaunch;
import io.aaas.fault.Stored.StoredMessage;

/**
 * The evidence of a small run in which all is well, for tests to spoil.
 */
final class Doctored {

	static final String AGENT = "agent-1";

	final List<Sent> sent = new ArrayList<>();

	final List<StoredEvent> seen = new ArrayList<>();

	final List<StoredAgent> agents = new ArrayList<>();

	final List<StoredMessage> messages = new ArrayList<>();

	final List<StoredEvent> log = new ArrayList<>();

	final List<StoredLaunch> launches = new ArrayList<>();

	final List<Execution> executions = new ArrayList<>();

	Doctored() {
		message("token-000001", "message-1", 1);
		message("token-000002", "message-2", 1);
		this.seen.addAll(this.log);
		this.agents.add(new StoredAgent(AGENT, "running", "idle", 4711L, 1, this.log.size(), false));
		this.launches.add(new StoredLaunch(AGENT, 1, false, "[]"));
	}

	/** A message that was sent, acknowledged, executed and completed. */
	private void message(String token, String id, int launch) {
		Sent message = new Sent(token, AGENT, "#reply " + token, Manner.USUAL);
		message.answered(new Answer.Acknowledged(id, 202));
		this.sent.add(message);
		this.messages.add(stored(id, "completed", token));
		this.executions.add(new Execution(id, message.text(), AGENT, launch));
		event(id, "message.queued");
		event(id, "message.started");
		event(id, "message.completed");
	}

	static StoredMessage stored(String id, String status, String token) {
		return new StoredMessage(id, AGENT, status, "#reply " + token, token, id, 1, 0);
	}

	void event(String messageId, String type) {
		this.log.add(new StoredEvent(AGENT, this.log.size() + 1L, messageId, type, null));
	}

	/** Make the agent's row and the reader fit the log again. */
	Doctored logged() {
		this.seen.clear();
		this.seen.addAll(this.log);
		this.agents.set(0, new StoredAgent(AGENT, "running", "idle", 4711L, 1, this.log.size(), false));
		return this;
	}

	Stored stored() {
		return new Stored(this.agents, this.messages, this.log, this.launches);
	}

	Evidence evidence() {
		return new Evidence(this.sent, Map.of(AGENT, this.seen), stored(), this.executions);
	}

}
