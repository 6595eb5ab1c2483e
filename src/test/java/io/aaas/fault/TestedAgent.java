package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import tools.jackson.databind.JsonNode;

/**
 * An agent that faults are injected into, as its client knows it.
 */
final class TestedAgent {

	/** How long a busy machine may take for what takes milliseconds. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final World world;

	private final String id;

	private final EventReader reader;

	private TestedAgent(World world, String id) {
		this.world = world;
		this.id = id;
		this.reader = new EventReader(world.client().http(), id);
	}

	/** Make one. */
	static TestedAgent create(World world) {
		Reply reply = world.client().ask("POST", "/api/v1/agents", "{\"config\":{\"message_timeout\":30}}");
		if (reply.status() != 201) {
			throw new IllegalStateException(reply.toString());
		}
		return new TestedAgent(world, reply.text("id"));
	}

	String id() {
		return this.id;
	}

	EventReader reader() {
		return this.reader;
	}

	String path() {
		return "/api/v1/agents/" + this.id;
	}

	/** Send a message and do not wait for its end. */
	Sent send(String script) {
		return send(script, Manner.USUAL);
	}

	/** Send a message and do not wait for its end. */
	Sent send(String script, Manner how) {
		return this.world.client().send(this.id, script, how, "respond-async");
	}

	/** Send a message and wait for its end. */
	Sent ask(String script) {
		return this.world.client().send(this.id, script, Manner.USUAL, "wait=20");
	}

	/** Write down a message that is to be sent in another way. */
	Sent open(String script) {
		return this.world.ledger().open(this.id, script, Manner.USUAL);
	}

	/** How often the CLI has begun to execute a message. */
	long executions(Sent message) {
		return this.world.executions()
			.stream()
			.filter((execution) -> execution.text().contains(message.token()))
			.count();
	}

	/** How a message ended, such as {@code failed process_exited}; waits for it. */
	String outcome(Sent message) {
		return this.world.client()
			.ended(message)
			.map((ended) -> (ended.path("status").asString("") + " " + ended.at("/error/code").asString("")).strip())
			.orElse("gone");
	}

	/** Whether it is this message that runs. */
	boolean runs(Sent message) {
		return message.messageId()
			.map((id) -> this.world.client().ask("GET", path() + "/messages/" + id, null))
			.filter((reply) -> "running".equals(reply.text("status")))
			.isPresent();
	}

	/** The reply to a message; waits for its end. */
	String response(Sent message) {
		return this.world.client().ended(message).map((ended) -> ended.path("response").asString("")).orElse("");
	}

	/** Wait until the CLI has begun to execute a message, or has not for long. */
	void awaitExecution(Sent message) {
		long moment = this.world.weather().moment();
		await(() -> !this.world.weather().calmSince(moment) || executions(message) > 0);
	}

	/** Wait for something that may, in a storm, never come. */
	boolean await(Callable<Boolean> condition) {
		return Patience.await(PATIENCE, condition);
	}

	/** Do one of the life cycle's steps. */
	Reply act(String action) {
		return this.world.client().ask("POST", path() + "/" + action, null);
	}

	Reply delete() {
		return this.world.client().ask("DELETE", path(), null);
	}

	Reply get() {
		return this.world.client().ask("GET", path(), null);
	}

	/** Such as {@code running idle}, {@code stopped} or {@code gone}. */
	String state() {
		Reply reply = get();
		return (reply.status() == 404) ? "gone" : (reply.text("status") + " " + reply.text("activity")).strip();
	}

	/** The process that the service names. */
	Optional<ProcessHandle> process() {
		JsonNode pid = get().json().path("pid");
		return pid.isNumber() ? ProcessHandle.of(pid.longValue()) : Optional.empty();
	}

	List<LiveProcess> processes() {
		return this.world.processes().stream().filter((process) -> process.agentId().equals(this.id)).toList();
	}

	/** How many of its approvals are in a state. */
	int approvals(String status) {
		return this.world.client()
			.ask("GET", path() + "/approvals?limit=1000&status=" + status, null)
			.json()
			.path("data")
			.size();
	}

	/** How many events of a type its log holds. */
	int events(String type) {
		return this.world.client()
			.ask("GET", path() + "/events?limit=1000&types=" + type, null)
			.json()
			.path("data")
			.size();
	}

	/** Ask for the events behind a number, whatever that is. */
	Reply eventsAfter(String number) {
		return this.world.client().ask("GET", path() + "/events?limit=100&after=" + number, null);
	}

	/** How it is answered to follow its events behind a number. */
	int follow(long number) {
		try (Http.Stream stream = this.world.client().http().follow(path() + "/events", number)) {
			return stream.status();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/** What the service keeps of it. */
	Path home() {
		return this.world.service().data().resolve("workspaces/default/" + this.id);
	}

	/** How the CLI of this agent behaves from its next start on. */
	void settings(String... lines) {
		try {
			Files.write(home().resolve("work/.claude.settings"), List.of(lines));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
