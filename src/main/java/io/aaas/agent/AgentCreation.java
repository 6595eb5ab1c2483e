package io.aaas.agent;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.aaas.event.Event;
import io.aaas.event.EventLog;
import io.aaas.event.EventType;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.Store;
import io.aaas.store.StoreUnavailableException;
import io.aaas.template.AgentTemplate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Makes agents: checks what is asked for, and leaves nothing behind of what failed.
 */
@Component
class AgentCreation {

	private static final int LONGEST_NAME = 200;

	private static final int MOST_LABELS = 64;

	private static final int LONGEST_LABEL = 255;

	private final Store store;

	private final EventLog eventLog;

	private final AgentRepository agents;

	private final IdempotencyKeyRepository keys;

	private final AgentConfigs configs;

	private final Workspaces workspaces;

	private final AgentProperties properties;

	private final Clock clock;

	private final AgentRuntime runtime;

	private final WarmPool pool;

	AgentCreation(Store store, EventLog eventLog, AgentRepository agents, IdempotencyKeyRepository keys,
			AgentConfigs configs, Workspaces workspaces, AgentProperties properties, Clock clock,
			AgentRuntime.Factory factory, WarmPool pool) {
		this.store = store;
		this.eventLog = eventLog;
		this.agents = agents;
		this.keys = keys;
		this.configs = configs;
		this.workspaces = workspaces;
		this.properties = properties;
		this.clock = clock;
		this.runtime = factory.runtime();
		this.pool = pool;
	}

	/** An agent as it shall be; nothing is stored yet. */
	Prepared prepare(String tenantId, NewAgent request, String node) {
		checkName(request.name());
		request.labels().forEach((key, value) -> {
			if (value == null) {
				throw ProblemException.invalidField("labels." + key, "must be a string");
			}
		});
		checkLabels(request.labels());
		AgentTemplate template = this.configs.template(request.config());
		ObjectNode config = this.configs.effective(template, request.config());
		String requestedDirectory = this.configs.parse(config).workingDirectory();
		WarmProcess warm = request.autoStart() ? this.pool.claim(tenantId, config) : null;
		String id = (warm != null) ? warm.agent().id() : Identifiers.next();
		String name = (request.name() != null) ? request.name() : "agent-" + id.substring(id.length() - 8);
		Path directory = (requestedDirectory != null) ? this.workspaces.resolve(tenantId, requestedDirectory)
				: this.workspaces.own(tenantId, id);
		Instant now = this.clock.instant();
		String sessionId = (warm != null) ? warm.agent().sessionId() : UUID.randomUUID().toString();
		return new Prepared(new Agent(id, tenantId, name,
				request.autoStart() ? AgentStatus.STARTING : AgentStatus.STOPPED, null, template.reference(), config,
				request.query() ? Queries.MARK : request.labels(), directory, requestedDirectory == null, node, 1, 1, 0,
				null, sessionId, 0, 0, Usage.NONE, null, now, now, now, null), warm);
	}

	/**
	 * An agent as it shall be.
	 *
	 * @param warm its process, if that runs already
	 */
	record Prepared(Agent agent, @Nullable WarmProcess warm) {

		@Nullable Mailbox mailbox() {
			return (this.warm != null) ? this.warm.mailbox() : null;
		}

		/** Nothing becomes of it. */
		void discard() {
			if (this.warm != null) {
				this.warm.discard();
			}
		}

	}

	/** Store an agent, for the request of this key. */
	void insert(Agent agent, @Nullable IdempotencyKey key) {
		ObjectNode data = AgentChange.JSON.createObjectNode();
		data.put("name", agent.name());
		data.put("template", agent.template());
		data.set("config", AgentConfigs.shown(agent.config()));
		List<Event> events = List.of(new Event(agent.id(), 1, null, EventType.AGENT_CREATED, agent.createdAt(),
				AgentChange.JSON.writeValueAsString(data)));
		this.store.write(agent.id(), (transaction) -> {
			int count = this.agents.count(transaction);
			if (count >= this.properties.maxAgents()) {
				throw new ProblemException(ProblemType.MAX_AGENTS,
						"There are " + count + " agents, the most that MAX_AGENTS allows; delete one first")
					.with("limit", this.properties.maxAgents())
					.retryAfter(this.properties.startTimeout());
			}
			if (key != null && !this.keys.insert(transaction, key, agent.id(), agent.createdAt())) {
				throw new IdempotencyKeyTakenException(key);
			}
			this.agents.insert(transaction, agent);
			this.eventLog.append(transaction, agent.tenantId(), events, Map.of());
			return true;
		});
		this.eventLog.publish(agent.tenantId(), agent.id(), events);
	}

	/**
	 * It was never acknowledged: it never was, from now on or from when that is possible.
	 */
	void undo(Agent agent, @Nullable IdempotencyKey key) {
		try {
			this.store.write(agent.id(), (transaction) -> {
				if (key != null) {
					this.keys.delete(transaction, key, agent.id());
				}
				this.agents.purge(transaction, agent.id());
				return true;
			});
			this.eventLog.forget(agent.id());
			this.workspaces.remove(agent, false);
		}
		catch (StoreUnavailableException ex) {
			this.runtime.later(AgentProcess.RETRY, () -> this.runtime.mailboxes().execute(() -> undo(agent, key)));
		}
	}

	void check(AgentPatch patch) {
		checkName(patch.name());
		if (patch.labels() != null) {
			checkLabels(patch.labels());
		}
	}

	private static void checkName(@Nullable String name) {
		if (name != null && !isText(name, LONGEST_NAME)) {
			throw ProblemException.invalidField("name", "must be 1 to " + LONGEST_NAME + " printable characters");
		}
	}

	private static void checkLabels(Map<String, ? extends @Nullable String> labels) {
		if (labels.size() > MOST_LABELS) {
			throw ProblemException.invalidField("labels", "must be at most " + MOST_LABELS);
		}
		labels.forEach((key, value) -> {
			if (!isText(key, LONGEST_LABEL) || key.contains(":")) {
				throw ProblemException.invalidField("labels",
						"must have keys of 1 to " + LONGEST_LABEL + " printable characters without a colon");
			}
			if (value != null && !value.isEmpty() && !isText(value, LONGEST_LABEL)) {
				throw ProblemException.invalidField("labels." + key,
						"must be at most " + LONGEST_LABEL + " printable characters");
			}
		});
	}

	private static boolean isText(String text, int longest) {
		return !text.isBlank() && text.length() <= longest && text.chars().noneMatch(Character::isISOControl);
	}

}
