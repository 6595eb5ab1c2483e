package io.aaas.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.aaas.fault.Stored.StoredMessage;

/**
 * Looks at a service and all it has left, and holds it against the invariants.
 */
final class Inspection {

	/** How long after a restart everything must be true. */
	private static final Duration SOON = Duration.ofSeconds(5);

	/** How long the last turns may take. */
	private static final Duration QUIET = Duration.ofSeconds(60);

	private Inspection() {
	}

	/** The process table against the database, while the service works. */
	static void ofProcesses(World world) {
		List<Violation> left = settled(SOON, () -> {
			List<LiveProcess> before = world.processes();
			Stored stored = Stored.readStates(world.database());
			List<LiveProcess> after = world.processes();
			List<Violation> violations = new ArrayList<>(
					ProcessCheck.accounted(before.stream().filter(after::contains).toList(), stored));
			// Whoever was there before or came meanwhile.
			List<LiveProcess> any = new ArrayList<>(before);
			any.addAll(after);
			violations.addAll(ProcessCheck.trueStatus(any, stored));
			violations.addAll(ProcessCheck.zombies(LiveProcess.zombies(world.service().pid())));
			return violations;
		});
		world.violations().addAll(left);
	}

	/** Wait until no turn runs and nothing more is written. */
	static void awaitQuiet(World world) {
		settled(QUIET, () -> {
			Stored before = Stored.readStates(world.database());
			LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
			boolean quiet = before.equals(Stored.readStates(world.database()))
					&& before.messages().stream().allMatch(StoredMessage::ended);
			return quiet ? List.of() : List.of("busy");
		});
	}

	/** Everything, when nothing happens any more. */
	static void ofAll(World world, Evidence evidence) {
		ofProcesses(world);
		world.violations().addAll(AcknowledgementCheck.check(evidence));
		world.violations().addAll(EventLogCheck.check(evidence));
		world.violations().addAll(ExecutionCheck.check(evidence));
	}

	/** What is still wrong after a while, of what comes and goes. */
	private static <T> List<T> settled(Duration patience, Supplier<List<T>> look) {
		long begun = System.nanoTime();
		List<T> constant = look.get();
		while (!constant.isEmpty() && System.nanoTime() - begun < patience.toNanos()) {
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
			List<T> now = look.get();
			constant = constant.stream().filter(now::contains).toList();
		}
		return constant;
	}

}
