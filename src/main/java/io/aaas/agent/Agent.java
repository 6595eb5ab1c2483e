package io.aaas.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A named, durable conversation with its own configuration, workspace and Claude session,
 * as it is in the database.
 *
 * @param id a UUIDv7
 * @param tenantId who owns it
 * @param name a name for people, not unique
 * @param status what it is meant to be
 * @param activity what it does; {@code null} unless it is running
 * @param template the template it was made from, as {@code name@version}
 * @param config its effective configuration, in the form of {@link AgentConfig}
 * @param labels the caller's own marks
 * @param workingDirectory where its tools work
 * @param ownsWorkingDirectory whether the service made that directory and may remove it
 * @param node the node that owns it
 * @param epoch the term of that ownership; a write of an older term is refused
 * @param lastSeq the number of its newest event
 * @param launch the number of its newest launch; 0 before the first
 * @param pid the CLI's process, while there is one
 * @param sessionId the Claude session its next launch goes on with
 * @param messagesCount how many messages it was sent
 * @param queueLength how many of them wait
 * @param usage what all its turns used
 * @param lastError why it failed, if it did
 * @param createdAt when it was made
 * @param updatedAt when it last changed
 * @param lastActiveAt when it last began or ended a turn
 * @param deletedAt when it was deleted; such an agent does not exist for clients
 */
public record Agent(String id, String tenantId, String name, AgentStatus status, @Nullable Activity activity,
		String template, ObjectNode config, Map<String, String> labels, Path workingDirectory,
		boolean ownsWorkingDirectory, String node, long epoch, long lastSeq, int launch, @Nullable Long pid,
		String sessionId, long messagesCount, int queueLength, Usage usage, @Nullable Failure lastError,
		Instant createdAt, Instant updatedAt, Instant lastActiveAt, @Nullable Instant deletedAt) {

	/**
	 * The configuration without its secrets.
	 * @return a copy
	 */
	public ObjectNode shownConfig() {
		return AgentConfigs.shown(this.config);
	}

	/**
	 * A copy with some parts changed.
	 */
	Agent edited(Consumer<Edit> edits) {
		Edit edit = new Edit(this);
		edits.accept(edit);
		return edit.done();
	}

	/**
	 * The parts of an agent that change.
	 */
	static final class Edit {

		private final Agent before;

		String name;

		AgentStatus status;

		@Nullable Activity activity;

		ObjectNode config;

		Map<String, String> labels;

		long epoch;

		long lastSeq;

		int launch;

		@Nullable Long pid;

		String sessionId;

		long messagesCount;

		int queueLength;

		Usage usage;

		@Nullable Failure lastError;

		Instant updatedAt;

		Instant lastActiveAt;

		@Nullable Instant deletedAt;

		String node;

		private Edit(Agent before) {
			this.before = before;
			this.name = before.name;
			this.status = before.status;
			this.activity = before.activity;
			this.config = before.config;
			this.labels = before.labels;
			this.epoch = before.epoch;
			this.lastSeq = before.lastSeq;
			this.launch = before.launch;
			this.pid = before.pid;
			this.sessionId = before.sessionId;
			this.messagesCount = before.messagesCount;
			this.queueLength = before.queueLength;
			this.usage = before.usage;
			this.lastError = before.lastError;
			this.updatedAt = before.updatedAt;
			this.lastActiveAt = before.lastActiveAt;
			this.deletedAt = before.deletedAt;
			this.node = before.node;
		}

		private Agent done() {
			return new Agent(this.before.id, this.before.tenantId, this.name, this.status, this.activity,
					this.before.template, this.config, this.labels, this.before.workingDirectory,
					this.before.ownsWorkingDirectory, this.node, this.epoch, this.lastSeq, this.launch, this.pid,
					this.sessionId, this.messagesCount, this.queueLength, this.usage, this.lastError,
					this.before.createdAt, this.updatedAt, this.lastActiveAt, this.deletedAt);
		}

	}

}
