package io.aaas.agent;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * Brings a live agent into states that it should never come into.
 */
public final class Sabotage {

	private final ApplicationContext context;

	public Sabotage(ApplicationContext context) {
		this.context = context;
	}

	/** Look now, and not only in a few seconds. */
	public void reconcile() {
		this.context.getBean(Reconciler.class).pass();
	}

	/** The agent has a process, and does not know. */
	public void forgetProcess(String agentId) {
		set(get(agent(agentId), "lifecycle"), "process", null);
	}

	/** The agent begins nothing, and is not told that it may. */
	public void ignore(String agentId, boolean ignore) {
		set(get(agent(agentId), "dispatcher"), "draining", ignore);
	}

	private ClaudeCodeAgent agent(String agentId) {
		ClaudeCodeAgent agent = this.context.getBean(LiveAgents.class).find(agentId);
		if (agent == null) {
			throw new IllegalArgumentException("Agent " + agentId + " is not in memory");
		}
		return agent;
	}

	private static Object get(Object target, String field) {
		Object value = ReflectionTestUtils.getField(target, field);
		if (value == null) {
			throw new IllegalStateException(field + " is null");
		}
		return value;
	}

	private static void set(Object target, String field, @Nullable Object value) {
		ReflectionTestUtils.setField(target, field, value);
	}

}
