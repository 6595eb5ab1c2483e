package io.aaas.agent;

import io.aaas.claude.ClaudeExit;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an agent's process changes.
 */
final class Exit {

	/** How often a message that no process took is handed over again. */
	private static final int MOST_REDELIVERIES = 3;

	private Exit() {
	}

	/**
	 * Record an end.
	 * @param departure what becomes of the agent; {@code null} if the process ended by
	 * itself
	 * @param ending why the service ended the running turn, if it did
	 * @param process the process, or {@code null} if there was none
	 * @param exit how it ended
	 */
	static void record(AgentChange change, @Nullable Departure departure, @Nullable TurnEnding ending,
			@Nullable AgentProcess process, @Nullable ClaudeExit exit) {
		String how = (exit != null) ? AgentProcess.describe(exit) : "";
		// Before the turn: its terminal event is its last.
		change.denyOpenApprovals("The process has ended");
		if (change.current() != null) {
			endTurn(change, ending, process != null && process.attached(), how);
		}
		change.span(AgentState.Span.NONE);
		Launch launch = change.launch();
		if (launch != null && exit != null) {
			change.launch(launch.ended(exit.code(), (departure != null) ? departure.reason() : "exited", change.now()));
		}
		change.edit((edit) -> {
			edit.pid = null;
			edit.activity = (edit.status == AgentStatus.RUNNING) ? Activity.HIBERNATED : null;
		});
		if (exit != null && departure != Departure.HIBERNATE) {
			change.event(EventType.AGENT_PROCESS_EXITED, null, (data) -> {
				data.put("exit_code", exit.code());
				data.put("signal", exit.signal());
				data.put("reason", (departure != null) ? departure.reason() : "exited");
			});
		}
		if (departure != null) {
			become(change, departure);
		}
	}

	private static void endTurn(AgentChange change, @Nullable TurnEnding ending, boolean attached, String how) {
		Message message = change.current();
		if (message == null) {
			return;
		}
		boolean taken = message.delivery() != null && message.delivery() != Message.Delivery.WRITTEN;
		if (ending != null) {
			change.finish(new Outcome(ending.status(), null, null, ending.failure(), null));
		}
		else if (!taken && message.redeliveries() < MOST_REDELIVERIES) {
			change.redeliver("The process ended before it took the message");
		}
		else if (attached && taken) {
			change.cutOff(Outcome.of(MessageStatus.INTERRUPTED, FailureCode.SERVICE_LOST,
					"The service was lost during the turn, and the process ended before the turn did"));
		}
		else if (taken) {
			change.cutOff(Outcome.of(MessageStatus.FAILED, FailureCode.PROCESS_EXITED,
					"The CLI ended in the middle of the turn with " + how));
		}
		else {
			change.finish(Outcome.of(MessageStatus.FAILED, FailureCode.PROCESS_EXITED, "The CLI ended "
					+ (MOST_REDELIVERIES + 1) + " times before it took the message, the last time with " + how));
		}
	}

	private static void become(AgentChange change, Departure departure) {
		switch (departure) {
			case RENEW, RECYCLE -> {
			}
			case HIBERNATE -> change.event(EventType.AGENT_HIBERNATED, null, (data) -> {
			});
			case RESTART -> change.edit((edit) -> {
				edit.status = AgentStatus.STARTING;
				edit.activity = null;
			});
			case STOP -> {
				change.finishQueue(Outcome.of(MessageStatus.CANCELLED, FailureCode.AGENT_STOPPED,
						"The agent was stopped while the message waited"));
				change.edit((edit) -> {
					edit.status = AgentStatus.STOPPED;
					edit.activity = null;
				});
				change.event(EventType.AGENT_STOPPED, null, (data) -> {
				});
			}
			case DELETE -> {
				change.finishQueue(Outcome.of(MessageStatus.CANCELLED, FailureCode.AGENT_DELETED,
						"The agent was deleted while the message waited"));
				change.edit((edit) -> {
					edit.status = AgentStatus.STOPPED;
					edit.activity = null;
					edit.deletedAt = change.now();
				});
				change.event(EventType.AGENT_DELETED, null, (data) -> {
				});
			}
		}
	}

}
