package io.aaas.agent;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the owner of an agent knows of it: exactly what is committed, read once and then
 * kept in step.
 *
 * @param agent the agent
 * @param current the message whose turn runs
 * @param queue the ids of the messages that wait, the next one first
 * @param approvals the open approvals of the current turn, by the CLI's request id
 * @param launch the newest launch, if it has not ended
 * @param span the CLI's own turn, which may be of nobody's message
 */
record AgentState(Agent agent, @Nullable Message current, List<String> queue, Map<String, Approval> approvals,
		@Nullable Launch launch, Span span) {

	AgentState {
		queue = List.copyOf(queue);
		approvals = Map.copyOf(approvals);
	}

	/**
	 * The CLI's lines from {@code system/init} to {@code result}.
	 *
	 * @param open whether one has begun and not ended
	 * @param announced whether this CLI names the message that a span answers before the
	 * span begins, as 2.1.330 does by {@code command_lifecycle}
	 */
	record Span(boolean open, boolean announced) {

		static final Span NONE = new Span(false, false);

	}

}
