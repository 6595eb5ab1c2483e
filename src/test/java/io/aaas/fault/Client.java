package io.aaas.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that does not give up: it asks again until it knows, and writes down what it
 * was told.
 */
final class Client {

	/** Longer than any outage that the harness makes. */
	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final Http http;

	private final Ledger ledger;

	Client(Http http, Ledger ledger) {
		this.http = http;
		this.ledger = ledger;
	}

	Http http() {
		return this.http;
	}

	/**
	 * Ask for something that may be asked for twice, until there is an answer other than
	 * "later".
	 */
	Reply ask(String method, String path, @Nullable String body, String... headers) {
		long begun = System.nanoTime();
		while (true) {
			try {
				Reply reply = this.http.ask(method, path, body, headers);
				if (reply.status() != 503 && reply.status() != 429) {
					return reply;
				}
			}
			catch (IOException ex) {
				// The service is away.
			}
			if (System.nanoTime() - begun > PATIENCE.toNanos()) {
				throw new IllegalStateException("No answer to " + method + " " + path);
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	/**
	 * Send a message.
	 * @param agentId whom to
	 * @param script what the CLI shall do with it, besides replying with its token
	 * @param timeout of its turn, in seconds; 0 for the agent's own
	 * @param prefer how to be answered, as in the header
	 */
	Sent send(String agentId, String script, int timeout, String prefer) {
		Sent message = this.ledger.open(agentId, script);
		String body = body(message, timeout);
		long begun = System.nanoTime();
		while (!submit(message, body, prefer) && System.nanoTime() - begun < PATIENCE.toNanos()) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		return message;
	}

	static String body(Sent message, int timeout) {
		ObjectNode body = JsonMapper.shared().createObjectNode().put("message", message.text());
		if (timeout > 0) {
			body.put("timeout", timeout);
		}
		return body.toString();
	}

	/** Returns whether it need not be sent again. */
	private boolean submit(Sent message, String body, String prefer) {
		try {
			Reply reply = this.http.ask("POST", "/api/v1/agents/" + message.agentId() + "/messages", body, "Prefer",
					prefer);
			String id = reply.message().path("id").asString("");
			if (!id.isEmpty()) {
				this.ledger.answered(message, new Answer.Acknowledged(id, reply.status()));
				return true;
			}
			if (reply.code().equals("store_unavailable")) {
				this.ledger.answered(message, new Answer.Unanswered(reply.code()));
				return find(message);
			}
			this.ledger.answered(message, new Answer.Refused(reply.status(), reply.code()));
			return reply.status() != 503 && reply.status() != 429;
		}
		catch (IOException ex) {
			this.ledger.answered(message, new Answer.Unanswered(ex.toString()));
			return find(message);
		}
	}

	/** Without an answer, look whether the service has it. */
	boolean find(Sent message) {
		Reply page = ask("GET", "/api/v1/agents/" + message.agentId() + "/messages?limit=1000", null);
		for (JsonNode found : page.json().path("data")) {
			if (found.path("message").asString("").equals(message.text())) {
				this.ledger.answered(message, new Answer.Acknowledged(found.get("id").asString(), page.status()));
			}
		}
		return true;
	}

	/**
	 * Wait for a message's end.
	 * @return the message; empty if the service never had it, or has it no more
	 */
	Optional<JsonNode> ended(Sent message) {
		String id = message.messageId().orElse(null);
		if (id == null) {
			return Optional.empty();
		}
		long begun = System.nanoTime();
		while (true) {
			Reply reply = ask("GET", "/api/v1/agents/" + message.agentId() + "/messages/" + id + "?wait=20", null);
			if (reply.status() == 404) {
				return Optional.empty();
			}
			if (!reply.json().path("finished_at").isNull() && reply.ok()) {
				return Optional.of(reply.json());
			}
			if (System.nanoTime() - begun > PATIENCE.toNanos()) {
				return Optional.of(reply.json());
			}
		}
	}

}
