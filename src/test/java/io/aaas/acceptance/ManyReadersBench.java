package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a thousand readers, a hundred of them stalled, cost the agent and the service;
 * {@code bench/README.md} says how to run it.
 */
class ManyReadersBench {

	private static final int READERS = 900;

	private static final int STALLED = 100;

	private static final int ROUNDS = Integer.getInteger("rounds", 3);

	private static final int TURNS = 15;

	private static final int CYCLES = Integer.getInteger("cycles", 10_000);

	@TempDir
	private Path directory;

	@Test
	void turnsWithAndWithoutReaders() throws Exception {
		try (RunningService service = service(Map.of())) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			turns(api, agent);
			List<Long> without = new ArrayList<>();
			List<Long> reading = new ArrayList<>();
			List<Long> with = new ArrayList<>();
			List<Double> cuts = new ArrayList<>();
			for (int round = 0; round < ROUNDS; round++) {
				without.addAll(turns(api, agent));
				long heap = service.heap(api);
				try (Crowd _ = new Crowd(service, agent + "/events?after=" + last(api, agent), READERS, 0)) {
					await(() -> metric(api, "aaas_streams") == READERS);
					reading.addAll(turns(api, agent));
				}
				await(() -> metric(api, "aaas_streams") == 0);
				try (Crowd crowd = new Crowd(service, agent + "/events?after=" + last(api, agent), READERS, STALLED)) {
					await(() -> metric(api, "aaas_streams") == READERS + STALLED);
					try (StalledSockets stalled = new StalledSockets(crowd.stalledPorts())) {
						// More than the system buffers for those who do not read.
						api.message(agent, "#flood-out 600k");
						await(() -> crowd.bytes() > READERS * 600L * 1024);
						with.addAll(turns(api, agent));
						double left = metric(api, "aaas_streams") - READERS;
						long held = service.heap(api) - heap;
						System.out.printf("%.0f stalled at the end of the turns; heap +%,d KiB for all readers%n", left,
								held >> 10);
						await(() -> metric(api, "aaas_streams") == READERS);
						cuts.addAll(stalled.seconds());
						System.out.printf("most in a send queue %,d KiB%n", stalled.most() >> 10);
					}
				}
				await(() -> metric(api, "aaas_streams") == 0);
			}
			report("turn without readers", without);
			report("with 900 who read", reading);
			report("and 100 stalled", with);
			System.out.printf("ratios of medians: %.2f with readers, %.2f with the stalled beside them%n",
					median(reading) / median(without), median(with) / median(without));
			cuts.sort(null);
			System.out.printf("%d cut, %.1f to %.1f s after their send queue was full%n", cuts.size(), cuts.getFirst(),
					cuts.getLast());
		}
	}

	@Test
	void heapOverManyConnections() throws Exception {
		try (RunningService service = service(Map.of("AAAS_AGENT_STREAMS_HEARTBEAT", "1s"));
				ExecutorService clients = Executors.newFixedThreadPool(8)) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			api.message(agent, "hello");
			for (int done = 0; done <= CYCLES; done += CYCLES / 10) {
				await(() -> metric(api, "aaas_streams") == 0);
				System.out.printf("after %,6d: heap %,d KiB, %.0f threads, %.0f open files%n", done,
						service.heap(api) >> 10, metric(api, "jvm_threads_live_threads"),
						metric(api, "process_files_open_files"));
				List<Future<?>> cycles = new ArrayList<>();
				for (int i = 0; i < CYCLES / 10 && done < CYCLES; i++) {
					boolean socket = i % 2 == 0;
					cycles.add(clients.submit(() -> visit(service, agent, socket)));
				}
				for (Future<?> cycle : cycles) {
					cycle.get();
				}
			}
		}
	}

	/** Connect, read something, and be gone. */
	private static void visit(RunningService service, String agent, boolean webSocket) {
		try (Socket socket = Crowd.connect(URI.create(service.base()).getPort(), service.adminKey(),
				webSocket ? agent + "/ws" : agent + "/events", webSocket, true)) {
			int bytes = 0;
			while (bytes < 400) {
				bytes += socket.getInputStream().read(new byte[400]);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Long> turns(Api api, String agent) {
		List<Long> times = new ArrayList<>();
		for (int i = 0; i < TURNS; i++) {
			long begun = System.nanoTime();
			api.message(agent, "#slow 10 20");
			times.add(System.nanoTime() - begun);
		}
		return times;
	}

	private static String last(Api api, String agent) {
		return EventLogs.read(api, agent).getLast().get("seq").toString();
	}

	private static double metric(Api api, String name) {
		return api.text("/actuator/prometheus")
			.lines()
			.filter((line) -> line.matches(name + "(\\{.*})? .*"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(200))
			.until(condition::getAsBoolean);
	}

	private static double median(List<Long> nanos) {
		return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e6;
	}

	private static void report(String what, List<Long> nanos) {
		List<Long> sorted = nanos.stream().sorted().toList();
		System.out.printf("%-22s p50 %7.1f ms  p90 %7.1f ms%n", what, median(nanos),
				sorted.get(sorted.size() * 9 / 10) / 1e6);
	}

	private RunningService service(Map<String, String> settings) {
		Map<String, String> environment = new HashMap<>(
				Map.of("CLAUDE_CODE_PATH", Cli.fake(this.directory.resolve("cli"), List.of()), "SANDBOX", "none",
						"MODEL_BACKEND", "offline", "IDLE_TIMEOUT", "3600s"));
		environment.putAll(settings);
		return RunningService.measured(this.directory, environment);
	}

}
