package io.aaas.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Who may have a process, as only so many can live at a time. Agents that need one wait
 * in line, tenant by tenant in turn; the idle agent that was used longest ago gives way.
 * Thread-safe.
 */
@Component
class Slots {

	private final int limit;

	private final Lock lock = new ReentrantLock();

	/** Used longest ago first. */
	private final Set<Slot> held = new LinkedHashSet<>();

	/** Those who wait, by tenant; the tenant whose turn it is comes first. */
	private final Map<String, Deque<Slot>> lines = new LinkedHashMap<>();

	private final Set<Slot> waiting = new LinkedHashSet<>();

	private final Set<Slot> idle = new LinkedHashSet<>();

	/** Asked to give way, and not gone yet. */
	private final Set<Slot> leaving = new LinkedHashSet<>();

	@Autowired
	Slots(AgentProperties properties) {
		this(properties.liveProcesses());
	}

	Slots(int limit) {
		this.limit = limit;
	}

	/** How many processes may live. */
	int limit() {
		return this.limit;
	}

	/** How many agents have a process, or are about to. */
	int held() {
		return locked(this.held::size);
	}

	/** How many agents wait for one. */
	int waiting() {
		return locked(this.waiting::size);
	}

	boolean isHeld(Slot slot) {
		return locked(() -> this.held.contains(slot));
	}

	boolean isWaiting(Slot slot) {
		return locked(() -> this.waiting.contains(slot));
	}

	/** Whether somebody waits for whom nobody is leaving. */
	boolean isWanted() {
		return locked(() -> this.waiting.size() > this.leaving.size());
	}

	/**
	 * Take a slot, or stand in line for one.
	 * @return {@code false} if the slot's {@code granted} will be called
	 */
	boolean acquire(Slot slot) {
		List<Slot> victims = new ArrayList<>();
		boolean acquired = locked(() -> {
			if (take(slot)) {
				return true;
			}
			if (this.waiting.add(slot)) {
				this.lines.computeIfAbsent(slot.tenantId(), (_) -> new ArrayDeque<>()).add(slot);
			}
			Slot victim = victim();
			if (victim != null) {
				victims.add(victim);
			}
			return false;
		});
		victims.forEach(Slots::ask);
		return acquired;
	}

	/** Take a slot that nobody holds or waits for. */
	boolean acquireIfFree(Slot slot) {
		return locked(() -> take(slot));
	}

	private boolean take(Slot slot) {
		return this.held.contains(slot)
				|| this.waiting.isEmpty() && this.held.size() < this.limit && this.held.add(slot);
	}

	/** Take a slot for a process that lives already. */
	void hold(Slot slot) {
		locked(() -> this.held.add(slot));
	}

	/**
	 * Whether there is something to do; who has become idle gives way if it is wanted.
	 */
	void idle(Slot slot, boolean nothingToDo) {
		Slot victim = locked(() -> {
			if (!this.held.contains(slot)) {
				return null;
			}
			if (!nothingToDo) {
				this.idle.remove(slot);
				this.held.remove(slot);
				this.held.add(slot);
				return null;
			}
			this.idle.add(slot);
			return victim();
		});
		ask(victim);
	}

	/** Who was asked to give way has something to do again. */
	void stays(Slot slot) {
		Slot victim = locked(() -> {
			this.leaving.remove(slot);
			this.idle.remove(slot);
			return victim();
		});
		ask(victim);
	}

	/** The agent has no process, and needs none. */
	void release(Slot slot) {
		List<Slot> granted = locked(() -> {
			this.held.remove(slot);
			this.idle.remove(slot);
			this.leaving.remove(slot);
			leaveLine(slot);
			List<Slot> next = new ArrayList<>();
			while (this.held.size() < this.limit && !this.lines.isEmpty()) {
				next.add(next());
			}
			return next;
		});
		granted.forEach((next) -> next.granted().run());
	}

	private void leaveLine(Slot slot) {
		Deque<Slot> line = this.lines.get(slot.tenantId());
		if (this.waiting.remove(slot) && line != null) {
			line.remove(slot);
			if (line.isEmpty()) {
				this.lines.remove(slot.tenantId());
			}
		}
	}

	/** The first of the tenant whose turn it is; that tenant's next turn is the last. */
	private Slot next() {
		Map.Entry<String, Deque<Slot>> first = this.lines.entrySet().iterator().next();
		Deque<Slot> line = first.getValue();
		Slot next = line.remove();
		this.lines.remove(first.getKey());
		if (!line.isEmpty()) {
			this.lines.put(next.tenantId(), line);
		}
		this.waiting.remove(next);
		this.held.add(next);
		return next;
	}

	private @Nullable Slot victim() {
		if (this.waiting.size() <= this.leaving.size()) {
			return null;
		}
		for (Slot candidate : this.held) {
			if (this.idle.contains(candidate) && this.leaving.add(candidate)) {
				return candidate;
			}
		}
		return null;
	}

	private static void ask(@Nullable Slot victim) {
		if (victim != null) {
			victim.giveWay().run();
		}
	}

	private <T extends @Nullable Object> T locked(Supplier<T> work) {
		this.lock.lock();
		try {
			return work.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
