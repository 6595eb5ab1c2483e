package io.aaas.agent;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How long and what for a message waits in its agent's queue.
 *
 * @param position its place in the queue, from 1
 * @param reason what has to come before the next message runs
 * @param messageId the message whose turn has to end, if it is one
 * @param until when a start is tried again, if it is that
 */
public record Waiting(int position, Reason reason, @Nullable String messageId, @Nullable Instant until) {

	/**
	 * Where a message stands.
	 * @param state what is committed of its agent
	 * @param pausedUntil when a failed start is tried again, if one has failed
	 * @param draining whether the service begins no more turns
	 * @param full whether the disk is too full for one
	 * @param slotless whether it waits until another agent's process has ended
	 * @return {@code null} if it does not wait
	 */
	static @Nullable Waiting of(String messageId, AgentState state, @Nullable Instant pausedUntil, boolean draining,
			boolean full, boolean slotless) {
		int index = state.queue().indexOf(messageId);
		if (index < 0) {
			return null;
		}
		Message current = state.current();
		if (current != null) {
			Reason reason = (current.status() == MessageStatus.WAITING_APPROVAL) ? Reason.APPROVAL : Reason.TURN;
			return new Waiting(index + 1, reason, current.id(), null);
		}
		if (draining) {
			return new Waiting(index + 1, Reason.SHUTDOWN, null, null);
		}
		if (full) {
			return new Waiting(index + 1, Reason.STORAGE, null, null);
		}
		if (slotless) {
			return new Waiting(index + 1, Reason.SLOT, null, null);
		}
		if (pausedUntil != null) {
			return new Waiting(index + 1, Reason.BACK_OFF, null, pausedUntil);
		}
		return new Waiting(index + 1, state.span().open() ? Reason.CLI_TURN : Reason.PROCESS, null, null);
	}

	/**
	 * What has to come first.
	 */
	public enum Reason {

		/** The turn of another message ends. */
		TURN,

		/** Somebody answers the approval that the turn of another message waits for. */
		APPROVAL,

		/** A turn ends that the CLI began by itself. */
		CLI_TURN,

		/** The agent's process is ready. */
		PROCESS,

		/** It is time to try again to start a process that did not start. */
		BACK_OFF,

		/** The process of another agent ends: there may be only so many. */
		SLOT,

		/** There is room on the disk. */
		STORAGE,

		/** The service is started again. */
		SHUTDOWN

	}

}
