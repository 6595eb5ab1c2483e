package io.aaas.agent;

import java.time.Duration;

/**
 * An agent's claim to a process; one object for each agent in memory. Confined to the
 * agent's mailbox but where it says otherwise.
 */
final class Slot {

	/** How long an agent that always has messages keeps its process from others. */
	private static final Duration QUANTUM = Duration.ofSeconds(10);

	private final Slots slots;

	private final String tenantId;

	private final Runnable granted;

	private final Runnable giveWay;

	private long heldSince;

	/**
	 * @param granted called when its turn has come; from any thread, returns at once
	 * @param giveWay called when another needs its process; likewise
	 */
	Slot(Slots slots, String tenantId, Runnable granted, Runnable giveWay) {
		this.slots = slots;
		this.tenantId = tenantId;
		this.granted = granted;
		this.giveWay = giveWay;
	}

	String tenantId() {
		return this.tenantId;
	}

	Runnable granted() {
		return this.granted;
	}

	Runnable giveWay() {
		return this.giveWay;
	}

	/**
	 * Take it.
	 * @param needed whether to stand in line if there is none
	 * @return {@code false} if there is none
	 */
	boolean acquire(boolean needed) {
		this.heldSince = System.nanoTime();
		return needed ? this.slots.acquire(this) : this.slots.acquireIfFree(this);
	}

	/** Take it for a process that lives already. */
	void hold() {
		this.heldSince = System.nanoTime();
		this.slots.hold(this);
	}

	void release() {
		this.slots.release(this);
	}

	boolean isHeld() {
		return this.slots.isHeld(this);
	}

	/** Whether it waits until another's process has ended; from any thread. */
	boolean isWaiting() {
		return this.slots.isWaiting(this);
	}

	/** The agent has something to do, or others may have its process. */
	void idle(boolean nothingToDo) {
		this.slots.idle(this, nothingToDo);
	}

	/** It was asked to give way, and has something to do. */
	void stays() {
		this.slots.stays(this);
	}

	/** Whether others wait, and the process has run turns for long enough. */
	boolean hasHadItsTurn() {
		return System.nanoTime() - this.heldSince > QUANTUM.toNanos() && this.slots.isWanted();
	}

}
