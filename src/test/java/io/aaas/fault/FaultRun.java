package io.aaas.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import io.aaas.fault.Stored.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * Injects a schedule of faults into a service, many at once, and gathers what became of
 * it.
 */
final class FaultRun {

	/** Idle threads and connections are gone by then. */
	private static final Duration REST = Duration.ofSeconds(8);

	private static final int LOOKS = 5;

	private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

	private final World world;

	private final Slots slots;

	private @Nullable Resources before;

	private @Nullable Resources after;

	private FaultRun(World world, int agents) {
		this.world = world;
		this.slots = new Slots(world, agents);
	}

	/**
	 * Run a schedule on a database of its own.
	 * @param directory an empty directory
	 */
	static Report.Run run(Path directory, ServiceProgram program, Schedule schedule, Database database, int agents) {
		try (database;
				Ledger ledger = new Ledger(directory.resolve("ledger.jsonl"));
				TestedService service = new TestedService(directory, program, database.environment())) {
			Violations violations = new Violations(ledger);
			Figures figures = new Figures();
			figures.time("ready at the first start", service.start());
			Client client = new Client(new Http(service.base(), violations), ledger);
			World world = new World(service, database, client, ledger, violations, new Weather(), figures);
			return new FaultRun(world, agents).run(schedule);
		}
	}

	private Report.Run run(Schedule schedule) {
		long begun = System.nanoTime();
		schedule.storms().forEach(this::inject);
		schedule.warmUp().forEach(this::inject);
		if (!schedule.measured().isEmpty()) {
			Resources base = atRest();
			this.before = base;
			schedule.measured().forEach(this::inject);
			Resources now = atRest();
			this.after = now;
			this.world.violations().addAll(ResourceCheck.check(base, now));
		}
		this.slots.rest((_) -> {
		});
		Inspection.awaitQuiet(this.world);
		Stored stored = Stored.read(this.world.database());
		Evidence evidence = new Evidence(this.world.ledger().sent(), this.slots.close(stored), stored,
				this.world.executions());
		Inspection.ofAll(this.world, evidence);
		return report(evidence, Duration.ofNanos(System.nanoTime() - begun));
	}

	private void inject(Injection injection) {
		this.world.ledger().write("#" + injection.number(), "injection", injection.fault().toString());
		if (injection.fault().level().global()) {
			storm(Storm.of(injection, this.world));
		}
		else {
			this.slots.next((slot) -> scene(injection, slot));
		}
	}

	/** Inject a fault into one agent, which must work afterwards. */
	private void scene(Injection injection, Slots.Slot slot) {
		Scene scene = Scene.of(injection, slot.ready(), this.world);
		Injectors.local(injection.fault()).accept(scene);
		this.world.figures().injected(injection.fault(), scene.calm());
		epilogue(Scene.of(injection, slot.ready(), this.world));
	}

	/** A message is answered, and those who follow it are told the same. */
	private void epilogue(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent message = agent.open("#slow 4 5");
		Followed followed = this.world.client().follow(message);
		scene.expect(agent.outcome(message), "completed");
		scene.expect(followed.end(), "message.completed");
		// Pieces are told while they come: who is there late has the last of them.
		scene.expect(agent.response(message).endsWith(followed.joined()),
				"the pieces \"" + followed.joined() + "\" are not the end of \"" + agent.response(message) + "\"");
		scene.expect(followed.response(), agent.response(message));
	}

	/** Inject a fault that hits everybody, as many as possible in mid-turn. */
	private void storm(Storm storm) {
		this.slots.idle((slot) -> Traffic.talk(slot.ready(), new Random(storm.injection().seed())));
		this.world.weather().storm(() -> Injectors.global(storm.injection().fault()).accept(storm));
		this.world.figures().injected(storm.injection().fault(), true);
		Inspection.ofProcesses(this.world);
	}

	/** What the service holds when it has as little to do as it can. */
	private Resources atRest() {
		this.slots.rest((slot) -> slot.ready().act("hibernate"));
		LockSupport.parkNanos(REST.toNanos());
		Resources least = Resources.of(this.world.service().pid());
		for (int i = 1; i < LOOKS; i++) {
			LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
			least = least.least(Resources.of(this.world.service().pid()));
		}
		return least;
	}

	private Report.Run report(Evidence evidence, Duration took) {
		Map<String, Integer> cutOff = new TreeMap<>();
		for (StoredMessage message : evidence.stored().messages()) {
			if (this.world.figures().cutOff().contains(message.id())) {
				cutOff.merge(message.status(), 1, Integer::sum);
			}
		}
		return new Report.Run(this.world.database().product(), this.world.database().version(), took.toSeconds(),
				this.world.figures().injected(), this.world.violations().found(), evidence.stored().messages().size(),
				evidence.stored().events().size(), evidence.executions().size(), cutOff, this.world.figures().counts(),
				this.world.figures().times(), this.before, this.after);
	}

}
