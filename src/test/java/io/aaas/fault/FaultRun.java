package io.aaas.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import io.aaas.fault.Stored.StoredEvent;

/**
 * Injects a schedule of faults into a service, many at once, and gathers what became of
 * it.
 */
final class FaultRun {

	private final BlockingQueue<Slot> free = new LinkedBlockingQueue<>();

	private final Queue<EventReader> readers = new ConcurrentLinkedQueue<>();

	private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

	private final World world;

	private final int agents;

	FaultRun(World world, int agents) {
		this.world = world;
		this.agents = agents;
	}

	/** Run a schedule to its end, and look at everything. */
	void run(Schedule schedule) {
		for (int i = 0; i < this.agents; i++) {
			this.free.add(new Slot());
		}
		for (Injection injection : schedule.injections()) {
			this.world.ledger().write("#" + injection.number(), "injection", injection.fault().toString());
			if (injection.fault().level().global()) {
				global(injection);
			}
			else {
				Slot slot = take();
				submit(slot, () -> local(injection, slot));
			}
		}
		List<Slot> all = new ArrayList<>();
		while (all.size() < this.agents) {
			all.add(take());
		}
		this.clients.close();
		Inspection.awaitQuiet(this.world);
		finish();
	}

	private void submit(Slot slot, Runnable task) {
		this.clients.execute(() -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				this.world.violations().add(Invariant.OUTCOME.violated("agent " + slot.agent + ": " + ex));
			}
			finally {
				this.free.add(slot);
			}
		});
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

	private void local(Injection injection, Slot slot) {
		TestedAgent agent = slot.ready();
		Scene scene = Scene.of(injection, agent, this.world);
		switch (injection.fault()) {
			case CHILD_KILLED -> ChildFaults.killed(scene);
			case CHILD_EXITED -> ChildFaults.exited(scene);
			case CHILD_TREE -> ChildFaults.tree(scene);
			case SERVICE_KILLED, SERVICE_KILLED_AT_STEP, SERVICE_TERMINATED -> throw new IllegalStateException();
		}
		this.world.figures().count(injection.fault() + (scene.calm() ? "" : " (in a storm)"));
		TestedAgent after = slot.ready();
		Scene epilogue = Scene.of(injection, after, this.world);
		epilogue.expect(after.outcome(after.ask("")), "completed");
	}

	/** What hits everybody finds as many as possible in mid-turn. */
	private void global(Injection injection) {
		Random random = new Random(injection.seed());
		List<Slot> idle = new ArrayList<>();
		this.free.drainTo(idle);
		for (Slot slot : idle) {
			long seed = random.nextLong();
			submit(slot, () -> Traffic.talk(slot.ready(), new Random(seed)));
		}
		this.world.weather().storm(() -> {
			switch (injection.fault()) {
				case SERVICE_KILLED -> ServiceFaults.killed(this.world);
				case SERVICE_KILLED_AT_STEP -> ServiceFaults.killedAtStep(this.world, random);
				case SERVICE_TERMINATED -> ServiceFaults.terminated(this.world);
				case CHILD_KILLED, CHILD_EXITED, CHILD_TREE -> throw new IllegalStateException();
			}
		});
		this.world.figures().count(injection.fault().toString());
		Inspection.afterRestart(this.world);
	}

	private void finish() {
		this.readers.forEach(EventReader::finish);
		Map<String, List<StoredEvent>> seen = new HashMap<>();
		this.readers.forEach((reader) -> seen.put(reader.agentId(), reader.seen()));
		Inspection.atTheEnd(this.world, seen);
	}

	/**
	 * A place for one agent after the other.
	 */
	private final class Slot {

		private TestedAgent agent = create();

		private TestedAgent create() {
			TestedAgent created = TestedAgent.create(FaultRun.this.world);
			FaultRun.this.readers.add(created.reader());
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

	/** A run of its own. */
	static List<Violation> run(Path directory, ServiceProgram program, Schedule schedule, int agents) {
		Ledger ledger = new Ledger(directory.resolve("ledger.jsonl"));
		Violations violations = new Violations(ledger);
		try (Database database = Database.sqlite(directory.resolve("data/aaas.db"));
				TestedService service = new TestedService(directory, program, database.environment())) {
			Figures figures = new Figures();
			figures.time("first start", service.start());
			Client client = new Client(new Http(service.base(), violations), ledger);
			World world = new World(service, database, client, ledger, violations, new Weather(), figures);
			long begun = System.nanoTime();
			new FaultRun(world, agents).run(schedule);
			System.out.println(Duration.ofNanos(System.nanoTime() - begun));
			System.out.println(figures.counts());
			System.out.println(figures.times());
		}
		ledger.close();
		return violations.found();
	}

}
