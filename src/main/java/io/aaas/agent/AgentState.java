package io.aaas.agent;

import java.util.List;
import java.util.Map;

import io.aaas.claude.ClaudeMessage;
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
 * @param deliveryUnsaved whether the current message's delivery is not written yet
 */
record AgentState(Agent agent, @Nullable Message current, List<String> queue, Map<String, Approval> approvals,
		@Nullable Launch launch, Span span, boolean deliveryUnsaved) {

	/** All of it as it is stored. */
	AgentState(Agent agent, @Nullable Message current, List<String> queue, Map<String, Approval> approvals,
			@Nullable Launch launch, Span span) {
		this(agent, current, queue, approvals, launch, span, false);
	}

	AgentState {
		queue = List.copyOf(queue);
		approvals = Map.copyOf(approvals);
	}

	/** All of it has been written. */
	AgentState saved() {
		return new AgentState(this.agent, this.current, this.queue, this.approvals, this.launch, this.span);
	}

	/** Whether there is something to go on with: nobody does while it has no owner. */
	boolean isUnfinished() {
		return this.launch != null || this.current != null || !this.queue.isEmpty()
				|| this.agent.status() == AgentStatus.STARTING;
	}

	/** Whether nothing runs and nothing waits. */
	boolean isIdle() {
		return this.current == null && this.queue.isEmpty() && !this.span.open();
	}

	/**
	 * The CLI's lines from {@code system/init} to {@code result}.
	 *
	 * @param open whether one has begun and not ended
	 * @param announced whether this CLI names the message that a span answers before the
	 * span begins, as 2.1.330 does by {@code command_lifecycle}
	 * @param confirmed whether this CLI has named the message again when a turn had
	 * ended, as 2.1.330 does right after each {@code result}
	 * @param text what the model said last in it
	 * @param last how the span before ended
	 */
	record Span(boolean open, boolean announced, boolean confirmed, @Nullable String text,
			ClaudeMessage.@Nullable Result last) {

		static final Span NONE = new Span(false, false, false, null, null);

		/** What is known of a turn that was committed earlier. */
		static Span of(boolean open) {
			return of(open, false, null);
		}

		/** As {@link #of(boolean)}, in a launch that has ended a turn before. */
		static Span of(boolean open, boolean confirmed, ClaudeMessage.@Nullable Result last) {
			return new Span(open, false, confirmed, null, last);
		}

		Span begun() {
			return new Span(true, this.announced, this.confirmed, this.open ? this.text : null, this.last);
		}

		Span announcing(boolean end) {
			return new Span(this.open, true, this.confirmed || end, this.text, this.last);
		}

		Span saying(@Nullable String text) {
			return new Span(this.open, this.announced, this.confirmed, text, this.last);
		}

		Span ended(ClaudeMessage.Result result) {
			return new Span(false, this.announced, this.confirmed, null, result);
		}

	}

}
