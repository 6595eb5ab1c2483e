package io.aaas.acceptance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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
				.supplyAsync(() -> api.message(busy, "#ask Bash {\"command\":\"ls\"}"));
			awaitState(api, busy, "waiting_approval");
			String queued = api.messageAsync(busy, "#recall");
			CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
			Awaitility.await("the idle process has gone").until(() -> processes(idle).isEmpty());
			assertThat(processes(busy)).hasSize(1);
			assertThat(running).isNotDone();
			// As for whoever has not called before.
			Api stranger = api.another();
			assertThat(stranger.isReady()).isFalse();
			assertThat(stranger.get("/actuator/health/readiness").text("status")).isEqualTo("OUT_OF_SERVICE");
			assertThat(stranger.get("/actuator/health/liveness").status()).isEqualTo(200);
			assertDraining(stranger.message(busy, "too late"));
			assertDraining(stranger.post("/api/v1/agents", "{}"));
			assertDraining(stranger.post("/api/v1/query", "{\"message\":\"too late\"}"));
			assertDraining(stranger.post(stopped + "/start", null));
			assertThat(stranger.get(queued).text("status")).isEqualTo("queued");
			String approval = stranger.get(busy + "/approvals").body().get("data").get(0).get("id").stringValue();
			stranger.post(busy + "/approvals/" + approval, "{\"decision\":\"allow\"}");
			assertThat(running.join().text("response")).startsWith("allowed: ");
			stop.join();
			assertThat(processes(busy)).isEmpty();

			Api again = service.start();
			assertThat(again.get(queued + "?wait=30").text("response"))
				.isEqualTo("the number is 42 | #ask Bash {\"command\":\"ls\"}");
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
			CompletableFuture<Reply> waiting = CompletableFuture
				.supplyAsync(() -> api.message(agent, "#sleep 6\n#reply done"));
			awaitState(api, agent, "busy");
			String queued = api.messageAsync(agent, "next");
			CompletableFuture<Reply> asking = CompletableFuture.supplyAsync(() -> api.get(queued + "?wait=60"));
			CompletableFuture<Reply> query = CompletableFuture
				.supplyAsync(() -> api.post("/api/v1/query", "{\"message\":\"#sleep 60\"}"));
			Awaitility.await("the query's agent")
				.until(() -> api.get("/api/v1/agents").body().get("data").size() == 2 && census(api) == 2);
			service.stop();
			// Nobody is left without an answer.
			assertThat(waiting.join().status()).isEqualTo(202);
			assertThat(asking.join().text("status")).isEqualTo("queued");
			query.join().problem(503, "draining");
			Api again = service.start();
			Reply finished = again.get(waiting.join().header("Location") + "?wait=30");
			assertThat(finished.text("status")).as(finished.toString()).isEqualTo("completed");
			assertThat(finished.text("response")).isEqualTo("done");
			assertThat(again.get(queued + "?wait=30").text("status")).isEqualTo("completed");
			EventLogs.assertGapless(again, agent);
		}
	}

	@Test
	void stopEndsStreamsButLetsThoseOfARunningMessageGoOn() {
		try (RunningService service = service("20s")) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			try (EventStream events = open(service, api, agent + "/events");
					EventStream all = open(service, api, "/api/v1/events");
					SocketClient socket = SocketClient.open(api.base() + agent + "/ws", service.adminKey())) {
				String message = api.messageAsync(agent, "#sleep 3\n#reply done");
				awaitState(api, agent, "busy");
				try (EventStream turn = open(service, api, message)) {
					CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
					assertThat(events.rest().getLast().event()).isEqualTo("shutdown");
					assertThat(all.rest().getLast().event()).isEqualTo("shutdown");
					assertThat(socket.rest().getLast().get("event").stringValue()).isEqualTo("shutdown");
					assertThat(socket.status()).isEqualTo(1012);
					assertThat(turn.rest().getLast().event()).isEqualTo("message.completed");
					stop.join();
				}
			}
		}
	}

	@Test
	void stopWhenNothingRunsTellsEverySocketBeforeTheWebServerCloses() {
		try (RunningService service = service("20s")) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			List<SocketClient> sockets = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				sockets.add(SocketClient.open(api.base() + agent + "/ws", service.adminKey()));
			}
			service.stop();
			assertThat(sockets).allSatisfy((socket) -> assertThat(socket.status()).isEqualTo(1012));
		}
	}

	@Test
	void stopWaitsForASocketThatIsBehind() throws Exception {
		try (RunningService service = service("20s")) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			try (Socket socket = new Socket()) {
				socket.setReceiveBufferSize(4096);
				socket
					.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(api.base()).getPort()));
				socket.getOutputStream()
					.write(("GET " + agent + "/ws HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + service.adminKey()
							+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
							+ "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
				// More than the system keeps for who does not read.
				api.message(agent, "#flood-out 12m");
				CompletableFuture<Void> stop = CompletableFuture.runAsync(service::stop);
				Awaitility.await("the service stops")
					.until(() -> api.post(agent + "/messages", "{\"message\":\"late\"}").status() == 503);
				byte[] told = socket.getInputStream().readAllBytes();
				byte[] closed = { (byte) 0x88, 2, 1012 >> 8, (byte) 1012 };
				assertThat(Arrays.copyOfRange(told, told.length - 4, told.length)).isEqualTo(closed);
				stop.join();
			}
		}
	}

	private static EventStream open(RunningService service, Api api, String path) {
		return EventStream.open(api.base() + path, service.adminKey());
	}

	private RunningService service(String drainTimeout) {
		String fake = Cli.fake(this.directory.resolve("cli"), List.of());
		return new RunningService(this.directory, Map.of("CLAUDE_CODE_PATH", fake, "SANDBOX", "none", "MODEL_BACKEND",
				"offline", "DRAIN_TIMEOUT", drainTimeout));
	}

	private static void assertDraining(Reply refused) {
		refused.problem(503, "draining");
		assertThat(refused.header("Retry-After")).isEqualTo("20");
	}

	private static int census(Api api) {
		return api.get("/health").body().get("live_processes").asInt();
	}

	private static void awaitState(Api api, String agent, String activity) {
		Awaitility.await(activity).until(() -> api.get(agent).text("activity").equals(activity));
	}

	private static List<ProcessHandle> processes(String agent) {
		return Processes.ofAgent(agent.substring(agent.lastIndexOf('/') + 1));
	}

}
