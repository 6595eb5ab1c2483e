package io.aaas.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
	Reply ask(String method, String path, @Nullable String body) {
		return ask(method, path, body, UUID.randomUUID().toString());
	}

	/** Ask under a key of one's own. */
	Reply ask(String method, String path, @Nullable String body, String key) {
		long begun = System.nanoTime();
		while (true) {
			try {
				Reply reply = this.http.ask(method, path, body, "Idempotency-Key", key);
				if (!later(reply)) {
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

	private static boolean later(Reply reply) {
		return reply.status() == 503 || reply.status() == 429 || reply.code().equals("request_in_progress");
	}

	/**
	 * Send a message.
	 * @param agentId whom to
	 * @param script what the CLI shall do with it, besides replying with its token
	 * @param how it shall be treated
	 * @param prefer how to be answered, as in the header
	 */
	Sent send(String agentId, String script, Manner how, String prefer) {
		Sent message = this.ledger.open(agentId, script, how);
		insist(message, prefer);
		return message;
	}

	/**
	 * Send a message again and again, until the service has it or refuses it for good:
	 * its key says that it is the same.
	 */
	void insist(Sent message, String prefer) {
		long begun = System.nanoTime();
		while (!submit(message, prefer) && System.nanoTime() - begun < PATIENCE.toNanos()) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	/** Returns whether it need not be sent again. */
	private boolean submit(Sent message, String prefer) {
		try {
			Reply reply = this.http.ask("POST", message.path(), message.body(), "Prefer", prefer, "Idempotency-Key",
					message.token());
			String id = reply.message().path("id").asString("");
			if (!id.isEmpty()) {
				this.ledger.answered(message, new Answer.Acknowledged(id, reply.status()));
				return true;
			}
			this.ledger.answered(message, new Answer.Refused(reply.status(), reply.code()));
			return !later(reply);
		}
		catch (IOException ex) {
			this.ledger.answered(message, new Answer.Unanswered(ex.toString()));
			return false;
		}
	}

	/**
	 * Send a message and follow its own stream, as far as that goes.
	 * @return what the stream told
	 */
	Followed follow(Sent message) {
		Followed followed = Followed.NOTHING;
		try (Http.Stream stream = this.http.open("POST", message.path() + "?deltas=true", message.body(),
				"Idempotency-Key", message.token())) {
			if (stream.status() == 200) {
				followed = Followed.read(stream);
			}
		}
		catch (IOException ex) {
			// It was cut off; the message is asked for.
		}
		insist(message, "wait=20");
		return followed;
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
			Reply reply = ask("GET", message.path() + "/" + id + "?wait=20", null);
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
