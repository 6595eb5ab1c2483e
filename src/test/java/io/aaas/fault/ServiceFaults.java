package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Faults of the service itself. Agents are in the middle of their turns meanwhile.
 */
final class ServiceFaults {

	static final Map<Fault, Consumer<Storm>> FAULTS = Map.of(Fault.SERVICE_KILLED, ServiceFaults::killed,
			Fault.SERVICE_KILLED_AT_STEP, ServiceFaults::killedAtStep, Fault.SERVICE_TERMINATED,
			ServiceFaults::terminated, Fault.SECOND_SERVICE, ServiceFaults::secondService, Fault.MANY_ON_RECORD,
			ServiceFaults::manyOnRecord, Fault.PID_REUSED, PidReuse::reused, Fault.CLI_MISSING,
			ServiceFaults::cliMissing);

	private static final Failpoint[] FAILPOINTS = Failpoint.values();

	private static final int MANY = 1000;

	private ServiceFaults() {
	}

	private static void killed(Storm storm) {
		storm.awaitTurns();
		storm.kill();
		restart(storm, "ready again after kill -9");
	}

	private static void terminated(Storm storm) {
		storm.awaitTurns();
		Duration time = storm.service().terminate();
		storm.world().figures().time("end after SIGTERM", time);
		storm.expect(time.toSeconds() < 30, "a termination took " + time);
		restart(storm, "ready again after SIGTERM");
	}

	/** Die at a failpoint, as soon as it is passed so often. */
	private static void killedAtStep(Storm storm) {
		Failpoint failpoint = FAILPOINTS[storm.random().nextInt(FAILPOINTS.length)];
		int passes = 1 + storm.random().nextInt(failpoint.passes());
		if (failpoint.inRecovery()) {
			storm.awaitTurns();
			storm.kill();
			storm.service().armNextStart(failpoint, passes);
			storm.service().launch();
		}
		else {
			storm.service().arm(failpoint, passes);
		}
		boolean died = storm.service().awaitDeath(Duration.ofSeconds(failpoint.inRecovery() ? 20 : 8));
		storm.world().figures().count((died ? "died at " : "did not pass ") + failpoint);
		storm.service().kill();
		restart(storm, "ready again after a failpoint");
	}

	static void restart(Storm storm, String figure) {
		storm.world().figures().time(figure, storm.service().start());
	}

	private static void secondService(Storm storm) {
		Process second = storm.service().startSecond();
		try {
			boolean ended = second.waitFor(60, TimeUnit.SECONDS);
			storm.expect(ended && second.exitValue() != 0, "a second service runs on the same data directory");
			storm.expect(storm.service().log().contains("another service uses the data directory"),
					"a second service does not say why it ends");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			second.destroyForcibly();
		}
	}

	private static void manyOnRecord(Storm storm) {
		for (int i = 0; i < MANY; i++) {
			storm.world().client().ask("POST", "/api/v1/agents", "{\"auto_start\":false}");
		}
		storm.service().kill();
		restart(storm, "ready again with 1,000 agents on record");
	}

	private static void cliMissing(Storm storm) {
		Path cli = storm.service().cli();
		Path away = cli.resolveSibling("away");
		try {
			Files.move(cli, away);
			try {
				Reply refused = storm.world().client().http().ask("POST", "/api/v1/agents", "{}");
				storm.expect(refused.status() == 503, "without a CLI an agent is made: " + refused);
			}
			finally {
				Files.move(away, cli);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
