package io.aaas.agent.web;

import java.time.Instant;
import java.util.Map;

import io.aaas.agent.Activity;
import io.aaas.agent.Agent;
import io.aaas.agent.AgentConfig;
import io.aaas.agent.AgentStatus;
import io.aaas.agent.Failure;
import io.aaas.agent.Usage;
import io.aaas.model.ModelBackend;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A named, durable conversation with its own configuration, workspace and Claude session.
 *
 * @param id its id
 * @param name a name for people
 * @param status {@code starting}: its first process is not ready yet; {@code running}: it
 * takes messages; {@code stopped}: on purpose; {@code error}: it would not start or kept
 * crashing, {@code last_error} says why; {@code terminated}: its process ended by itself
 * and was not brought back
 * @param activity what it does while it is {@code running}; a {@code hibernated} agent
 * has no process, the next message wakes it
 * @param template the template it was made from, as {@code name@version}
 * @param config its effective configuration; values that are write-only show as
 * {@code [secret]}
 * @param labels your own marks
 * @param endpoint where it is, relative to the service
 * @param pid the CLI's process, while there is one
 * @param sessionId the Claude session that it goes on with
 * @param node the node of the service that owns it
 * @param workingDirectory where its tools work
 * @param messagesCount how many messages it was sent
 * @param queueLength how many of them wait
 * @param usage what all its turns used
 * @param lastError why it failed, if it did
 * @param createdAt when it was made
 * @param updatedAt when it last changed
 * @param lastActiveAt when it last began or ended a turn
 * @param modelBackend who answers: the real Messages API, or the offline stand-in
 */
@Schema(name = "Agent")
record AgentResource(@Schema(format = "uuid") String id, String name, AgentStatus status, @Nullable Activity activity,
		String template, @Schema(implementation = AgentConfig.class) ObjectNode config, Map<String, String> labels,
		String endpoint, @Nullable Long pid, @Schema(format = "uuid") String sessionId, String node,
		String workingDirectory, long messagesCount, int queueLength, Usage usage, @Nullable Failure lastError,
		ModelBackend modelBackend, Instant createdAt, Instant updatedAt, Instant lastActiveAt) {

	static AgentResource of(Agent agent, ModelBackend backend) {
		return new AgentResource(agent.id(), agent.name(), agent.status(), agent.activity(), agent.template(),
				agent.shownConfig(), agent.labels(), "/api/v1/agents/" + agent.id(), agent.pid(), agent.sessionId(),
				agent.node(), agent.workingDirectory().toString(), agent.messagesCount(), agent.queueLength(),
				agent.usage(), agent.lastError(), backend, agent.createdAt(), agent.updatedAt(), agent.lastActiveAt());
	}

}
