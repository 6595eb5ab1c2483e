package io.aaas.agent.web;

import java.time.Instant;
import java.util.Map;

import io.aaas.agent.Activity;
import io.aaas.agent.Agent;
import io.aaas.agent.AgentStatus;
import io.aaas.agent.Failure;
import io.aaas.agent.Usage;
import io.aaas.model.ModelBackend;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An agent as clients see it; see {@link Agent}.
 *
 * @param endpoint where it is, relative to the service
 * @param modelBackend who answers: the real Messages API, or the offline stand-in
 */
record AgentResource(String id, String name, AgentStatus status, @Nullable Activity activity, String template,
		ObjectNode config, Map<String, String> labels, String endpoint, @Nullable Long pid, String sessionId,
		String node, String workingDirectory, long messagesCount, int queueLength, Usage usage,
		@Nullable Failure lastError, ModelBackend modelBackend, Instant createdAt, Instant updatedAt,
		Instant lastActiveAt) {

	static AgentResource of(Agent agent, ModelBackend backend) {
		return new AgentResource(agent.id(), agent.name(), agent.status(), agent.activity(), agent.template(),
				agent.shownConfig(), agent.labels(), "/api/v1/agents/" + agent.id(), agent.pid(), agent.sessionId(),
				agent.node(), agent.workingDirectory().toString(), agent.messagesCount(), agent.queueLength(),
				agent.usage(), agent.lastError(), backend, agent.createdAt(), agent.updatedAt(), agent.lastActiveAt());
	}

}
