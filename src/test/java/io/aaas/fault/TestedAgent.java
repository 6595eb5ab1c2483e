package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
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

	private String path() {
		return "/api/v1/agents/" + this.id;
	}

	/** Send a message and do not wait for its end. */
	Sent send(String script) {
		return send(script, 0);
	}

	/**
	 * Send a message and do not wait for its end.
	 * @param timeout of its turn, in seconds
	 */
	Sent send(String script, int timeout) {
		return this.world.client().send(this.id, script, timeout, "respond-async");
	}

	/** Send a message and wait for its end. */
	Sent ask(String script) {
		return this.world.client().send(this.id, script, 0, "wait=20");
	}

	/** How a message ended, such as {@code failed process_exited}; waits for it. */
	String outcome(Sent message) {
		return this.world.client()
			.ended(message)
			.map((ended) -> (ended.path("status").asString("") + " " + ended.at("/error/code").asString("")).strip())
			.orElse("gone");
	}

	/** The reply to a message; waits for its end. */
	String response(Sent message) {
		return this.world.client().ended(message).map((ended) -> ended.path("response").asString("")).orElse("");
	}

	/** Wait until the CLI has begun to execute a message, or has not for long. */
	void awaitExecution(Sent message) {
		await(() -> this.world.executions()
			.stream()
			.anyMatch((execution) -> execution.text().contains(message.token())));
	}

	/** Wait for something that may, in a storm, never come. */
	void await(java.util.concurrent.Callable<Boolean> condition) {
		try {
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.until(condition);
		}
		catch (org.awaitility.core.ConditionTimeoutException ex) {
			// What was waited for is looked at afterwards.
		}
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

	/** How the CLI of this agent behaves from its next start on. */
	void settings(String... lines) {
		Path file = this.world.service().data().resolve("workspaces/default/" + this.id + "/work/.claude.settings");
		try {
			Files.write(file, List.of(lines));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
