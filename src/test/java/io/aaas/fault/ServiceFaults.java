package io.aaas.fault;

import java.time.Duration;

/**
 * Faults of the service itself. Agents are in the middle of their turns meanwhile.
 */
final class ServiceFaults {

	private static final Failpoint[] FAILPOINTS = Failpoint.values();

	private ServiceFaults() {
	}

	static void killed(World world) {
		world.service().kill();
		restart(world);
	}

	static void terminated(World world) {
		world.figures().time("end after SIGTERM", world.service().terminate());
		restart(world);
	}

	/** Die at a failpoint, as soon as it is passed so often. */
	static void killedAtStep(World world, java.util.Random random) {
		Failpoint failpoint = FAILPOINTS[random.nextInt(FAILPOINTS.length)];
		int passes = 1 + random.nextInt(6);
		if (failpoint.inRecovery()) {
			world.service().kill();
			world.service().armNextStart(failpoint, passes);
			world.service().launch();
		}
		else {
			world.service().arm(failpoint, passes);
		}
		boolean died = world.service().awaitDeath(Duration.ofSeconds(failpoint.inRecovery() ? 15 : 8));
		world.figures().count((died ? "died at " : "did not pass ") + failpoint);
		world.service().kill();
		restart(world);
	}

	private static void restart(World world) {
		world.figures().time("ready again", world.service().start());
	}

}
