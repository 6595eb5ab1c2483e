package io.aaas.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import io.aaas.fault.Stored.StoredEvent;

/**
 * So many agents at once, each with one client at a time. Whoever deletes one gets the
 * next.
 */
final class Slots {

	private final BlockingQueue<Slot> free = new LinkedBlockingQueue<>();

	private final Queue<EventReader> readers = new ConcurrentLinkedQueue<>();

	private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

	private final World world;

	private final int count;

	Slots(World world, int count) {
		this.world = world;
		this.count = count;
		for (int i = 0; i < count; i++) {
			this.free.add(new Slot());
		}
	}

	/** Wait for a slot, and do something in the background. */
	void next(Consumer<Slot> task) {
		run(take(), task);
	}

	/** Do something on all slots that nobody uses. */
	void idle(Consumer<Slot> task) {
		List<Slot> idle = new ArrayList<>();
		this.free.drainTo(idle);
		idle.forEach((slot) -> run(slot, task));
	}

	/** Wait until nobody uses any, and do something on each. */
	void rest(Consumer<Slot> task) {
		List<Slot> all = new ArrayList<>();
		while (all.size() < this.count) {
			all.add(take());
		}
		all.forEach(task);
		this.free.addAll(all);
	}

	private Slot take() {
		try {
			return this.free.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void run(Slot slot, Consumer<Slot> task) {
		this.clients.execute(() -> {
			try {
				task.accept(slot);
			}
			catch (RuntimeException ex) {
				this.world.violations().add(Invariant.OUTCOME.violated("agent " + slot.agent.id() + ": " + ex));
			}
			finally {
				this.free.add(slot);
			}
		});
	}

	/**
	 * End it.
	 * @param stored what there is to be seen by readers
	 * @return what they have seen
	 */
	Map<String, List<StoredEvent>> close(Stored stored) {
		this.clients.close();
		Map<String, List<StoredEvent>> seen = new HashMap<>();
		Map<String, Long> last = new HashMap<>();
		stored.agents().forEach((agent) -> last.put(agent.id(), agent.lastSeq()));
		this.readers.forEach((reader) -> {
			reader.finish(last.getOrDefault(reader.agentId(), 0L));
			seen.put(reader.agentId(), reader.seen());
		});
		return seen;
	}

	/**
	 * A place for one agent after the other.
	 */
	final class Slot {

		private TestedAgent agent = create();

		private TestedAgent create() {
			TestedAgent created = TestedAgent.create(Slots.this.world);
			Slots.this.readers.add(created.reader());
			return created;
		}

		/** An agent that takes messages. */
		TestedAgent ready() {
			String state = this.agent.state();
			if (state.equals("gone")) {
				this.agent = create();
			}
			else if (!state.startsWith("running")) {
				this.agent.act("start");
			}
			return this.agent;
		}

	}

}
