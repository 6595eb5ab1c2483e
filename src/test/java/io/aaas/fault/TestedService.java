package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.aaas.acceptance.Cli;
import io.aaas.acceptance.RunningService;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The service under test, in a process of its own, which dies where it is told to.
 */
final class TestedService implements AutoCloseable {

	static final String KEY = "the-admin-key-of-the-fault-harness-0";

	/** How long a start may take before it counts as failed. */
	private static final Duration LONGEST_START = Duration.ofSeconds(60);

	private final HttpClient probe = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Path directory;

	private final RunningService running;

	private final RunningService second;

	private volatile @Nullable Process process;

	/**
	 * @param directory an empty directory
	 * @param environment what is set besides what all runs have in common
	 */
	TestedService(Path directory, ServiceProgram program, Map<String, String> environment) {
		this.directory = directory;
		Map<String, String> all = new LinkedHashMap<>();
		all.put("CLAUDE_CODE_PATH", Cli.fake(directory.resolve("cli"), List.of("ledger=" + executions())));
		all.put("AAAS_API_KEY", KEY);
		all.put("SANDBOX", "none");
		all.put("MODEL_BACKEND", "offline");
		all.put("MAX_AGENTS", "5000");
		all.put("START_TIMEOUT", "20s");
		all.put("DRAIN_TIMEOUT", "5s");
		// A message that waits for longer is stuck, and shall be seen before the day
		// ends.
		all.put("QUEUE_TIMEOUT", "180s");
		all.put("APPROVAL_TIMEOUT", "60s");
		all.putAll(environment);
		this.running = new RunningService(directory, all, program.arguments());
		this.second = new RunningService(directory, all, program.arguments());
	}

	URI base() {
		return URI.create(this.running.base());
	}

	/** The program it starts as the CLI. */
	Path cli() {
		return this.directory.resolve("cli/claude");
	}

	/** What the CLI has executed, written down by itself. */
	Path executions() {
		return this.directory.resolve("executions.jsonl");
	}

	Path data() {
		return this.directory.resolve("data");
	}

	String log() {
		return this.running.logged();
	}

	long pid() {
		return process().pid();
	}

	private Process process() {
		Process current = this.process;
		if (current == null) {
			throw new IllegalStateException("The service was not started");
		}
		return current;
	}

	/**
	 * Start it.
	 * @return how long it took until it was ready
	 */
	Duration start() {
		long begun = System.nanoTime();
		launch();
		Awaitility.await("the service is ready; it says: " + this.directory)
			.atMost(LONGEST_START)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(25))
			.until(() -> !isAlive() || isReady());
		if (!isAlive()) {
			throw new IllegalStateException("The service ended: " + log());
		}
		return Duration.ofNanos(System.nanoTime() - begun);
	}

	/** Start it, and no more. */
	void launch() {
		this.process = this.running.launch();
	}

	boolean isAlive() {
		return process().isAlive();
	}

	boolean isReady() {
		try {
			HttpRequest request = HttpRequest.newBuilder(base().resolve("/actuator/health/readiness"))
				.timeout(Duration.ofSeconds(2))
				.build();
			return this.probe.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void kill() {
		this.running.kill();
	}

	/**
	 * SIGTERM.
	 * @return how long it took to end
	 */
	Duration terminate() {
		long begun = System.nanoTime();
		this.running.stop();
		return Duration.ofNanos(System.nanoTime() - begun);
	}

	/** From now on, it dies when it has passed a failpoint so often. */
	void arm(Failpoint failpoint, int passes) {
		try {
			Writer stdin = process().outputWriter(StandardCharsets.UTF_8);
			stdin.write(failpoint + " " + passes + "\n");
			stdin.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Its next start dies when it has passed a failpoint so often. */
	void armNextStart(Failpoint failpoint, int passes) {
		try {
			Files.writeString(this.directory.resolve(FailpointMain.AT_START), failpoint + " " + passes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until it has died by itself.
	 * @return whether it did
	 */
	boolean awaitDeath(Duration patience) {
		try {
			return process().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** Start another one on the same data directory, which it must refuse. */
	Process startSecond() {
		return this.second.launch();
	}

	@Override
	public void close() {
		this.second.kill();
		this.running.close();
	}

}
