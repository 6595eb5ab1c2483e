package io.aaas.agent;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.aaas.claude.CarriedProcess;
import io.aaas.problem.ProblemException;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * The agents that are in memory, and with that owned by this node. Thread-safe.
 */
@Component
class LiveAgents {

	private static final Logger logger = LoggerFactory.getLogger(LiveAgents.class);

	private final Map<String, ClaudeCodeAgent> byId = new ConcurrentHashMap<>();

	/** Whose recovery failed. */
	private final Set<String> unrecovered = ConcurrentHashMap.newKeySet();

	private final AgentRuntime runtime;

	private final AgentRepository agents;

	LiveAgents(AgentRuntime.Factory factory, AgentRepository agents) {
		this.runtime = factory.runtime();
		this.agents = agents;
		this.runtime.disk().onChange(() -> this.byId.values().forEach(ClaudeCodeAgent::diskChanged));
	}

	Collection<ClaudeCodeAgent> all() {
		return this.byId.values();
	}

	/** An agent, if it is in memory. */
	@Nullable ClaudeCodeAgent find(String id) {
		return this.byId.get(id);
	}

	/**
	 * An agent that was just made.
	 * @param mailbox its mailbox, if it has one already
	 */
	ClaudeCodeAgent add(Agent agent, @Nullable Mailbox mailbox) {
		AgentState state = new AgentState(agent, null, List.of(), Map.of(), null, AgentState.Span.NONE);
		ClaudeCodeAgent added = new ClaudeCodeAgent(this.runtime,
				(mailbox != null) ? mailbox : new Mailbox(agent.id(), this.runtime.mailboxes()), state, this::remove);
		this.byId.put(agent.id(), added);
		return added;
	}

	void remove(ClaudeCodeAgent agent) {
		this.byId.remove(agent.id(), agent);
	}

	/**
	 * A tenant's agent; the database is asked only for one that is not in memory.
	 * @throws io.aaas.problem.ProblemException if there is no such agent
	 */
	ClaudeCodeAgent get(String tenantId, String id) {
		ClaudeCodeAgent known = this.byId.get(id);
		if (known == null) {
			this.agents.find(tenantId, id).orElseThrow(() -> AgentManager.unknown(id));
			known = own(id, null);
		}
		if (!known.belongsTo(tenantId)) {
			throw AgentManager.unknown(id);
		}
		return known;
	}

	/**
	 * Own an agent, and take over what a lost owner has left of it.
	 * @param survivors its live processes; {@code null} to look for them
	 */
	ClaudeCodeAgent own(String id, @Nullable List<CarriedProcess> survivors) {
		return this.byId.computeIfAbsent(id, (absent) -> load(id, survivors));
	}

	/** Try again to recover those whose recovery failed. */
	void retryRecoveries() {
		for (String id : List.copyOf(this.unrecovered)) {
			this.unrecovered.remove(id);
			try {
				own(id, null);
			}
			catch (StoreUnavailableException ex) {
				this.unrecovered.add(id);
			}
			catch (ProblemException ex) {
				logger.debug("Agent {} is gone", id, ex);
			}
		}
	}

	private ClaudeCodeAgent load(String id, @Nullable List<CarriedProcess> survivors) {
		AgentState state = this.runtime.journal()
			.own(id, this.runtime.node())
			.orElseThrow(() -> AgentManager.unknown(id));
		ClaudeCodeAgent loaded = new ClaudeCodeAgent(this.runtime, new Mailbox(id, this.runtime.mailboxes()), state,
				this::remove);
		if (state.isUnfinished()) {
			loaded.recover((survivors != null) ? survivors : this.runtime.cli().survivors().getOrDefault(id, List.of()))
				.whenComplete((recovered, failure) -> {
					if (failure != null) {
						logger.error("Agent {} could not be recovered; it is tried again", id, failure);
						this.unrecovered.add(id);
					}
				});
		}
		return loaded;
	}

}
