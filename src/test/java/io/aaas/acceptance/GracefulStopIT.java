package io.aaas.acceptance;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.aaas.acceptance.Api.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGTERM: running turns get their time, and the next start goes on from there.
 */
class GracefulStopIT {

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@Test
	void stopWhenATurnRunsFinishesItAndEndsIdleProcesses() {
		try (RunningService service = service("20s")) {
			Api api = service.start();
			String idle = api.createAgent("{}");
			String stopped = api.createAgent("{}");
			api.post(stopped + "/stop", null);
			String busy = api.createAgent("{}");
			api.message(busy, "the number is 42");
			CompletableFuture<Reply> running = CompletableFuture
				.supplyAsync(() -> api.message(busy, "#sleep 3\n#reply done"));
			awaitState(api, busy, "busy");
			String queued = api.messageAsync(busy, "#recall");
			CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
			Awaitility.await("the idle process has gone").until(() -> processes(idle).isEmpty());
			assertThat(processes(busy)).hasSize(1);
			assertThat(running).isNotDone();
			assertRefused(() -> api.message(busy, "too late"));
			assertRefused(() -> api.post("/api/v1/agents", "{}"));
			assertThat(running.join().text("response")).isEqualTo("done");
			stop.join();
			assertThat(processes(busy)).isEmpty();

			Api again = service.start();
			assertThat(again.get(queued + "?wait=30").text("response"))
				.isEqualTo("the number is 42 | #sleep 3\n#reply done");
			assertThat(again.get(idle).text("activity")).isEqualTo("hibernated");
			assertThat(again.get(stopped).text("status")).isEqualTo("stopped");
			assertThat(again.message(idle, "hello").text("response")).isEqualTo("echo: hello");
			EventLogs.assertGapless(again, busy);
		}
	}

	@Test
	void stopWhenATurnRunsLongerThanItMayIsFinishedByTheNextStart() {
		try (RunningService service = service("1s")) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			String message = api.messageAsync(agent, "#sleep 6\n#reply done");
			awaitState(api, agent, "busy");
			service.stop();
			Api again = service.start();
			Reply finished = again.get(message + "?wait=30");
			assertThat(finished.text("status")).as(finished.toString()).isEqualTo("completed");
			assertThat(finished.text("response")).isEqualTo("done");
			EventLogs.assertGapless(again, agent);
		}
	}

	private RunningService service(String drainTimeout) {
		String fake = Cli.fake(this.directory.resolve("cli"), List.of());
		return new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH", fake, "SANDBOX", "none", "MODEL_BACKEND",
				"offline", "DRAIN_TIMEOUT", drainTimeout));
	}

	private static void assertRefused(Supplier<Reply> call) {
		try {
			call.get().problem(503, "draining");
		}
		catch (UncheckedIOException ex) {
			// It takes no connections any more.
		}
	}

	private static void awaitState(Api api, String agent, String activity) {
		Awaitility.await(activity).until(() -> api.get(agent).text("activity").equals(activity));
	}

	private static List<ProcessHandle> processes(String agent) {
		return Processes.ofAgent(agent.substring(agent.lastIndexOf('/') + 1));
	}

}
