package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand live processes, and a thousand trees of processes that are ended;
 * {@code bench/README.md} says how to run it.
 */
class ManyProcessesBench {

	private static final int AGENTS = Integer.getInteger("agents", 1000);

	private static final int ROUNDS = Integer.getInteger("rounds", 1000);

	@TempDir
	private Path directory;

	private RunningService service(String sandbox) {
		return RunningService.measured(this.directory,
				Map.of("CLAUDE_CODE_PATH", Cli.fake(this.directory.resolve("cli"), List.of()), "SANDBOX", sandbox,
						"MODEL_BACKEND", "offline", "MAX_AGENTS", "5000", "MAX_LIVE_PROCESSES", "1100", "START_TIMEOUT",
						"60s"));
	}

	@Test
	void thousandLiveProcesses() throws Exception {
		try (RunningService service = service("none");
				ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			Api api = service.start();
			api.delete(api.createAgent("{}"));
			long threads = threads(service);
			long begun = System.nanoTime();
			List<String> agents = all(clients, AGENTS, 32, () -> api.createAgent("{}"));
			System.out.printf("%d agents started in %.1f s%n", AGENTS, (System.nanoTime() - begun) / 1e9);
			// Writers of stdin end when they have had nothing to do for five seconds.
			Thread.sleep(8000);
			System.out.printf("%d live, service: %d MiB resident, %.3f threads of its own per idle agent%n",
					Processes.ofAgentsIn(this.directory).size(), resident(service),
					(threads(service) - threads) / (double) AGENTS);
			Figures figures = new Figures();
			List<Future<String>> turns = new ArrayList<>();
			for (String agent : agents.subList(0, Math.min(100, AGENTS))) {
				turns.add(clients.submit(() -> {
					for (int i = 0; i < 20; i++) {
						api.message(agent, "#slow 50 40");
					}
					return agent;
				}));
			}
			while (turns.stream().anyMatch((turn) -> !turn.isDone())) {
				figures.time("GET /health while 100 run turns", () -> api.get("/health"));
				Thread.sleep(5);
			}
			figures.report();
			System.out.printf("service: %d MiB resident afterwards%n", resident(service));
		}
	}

	@Test
	void thousandTrees() throws Exception {
		try (RunningService service = service(System.getProperty("sandbox", "none"));
				ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			Api api = service.start();
			Figures figures = new Figures();
			int survivors = 0;
			long forked = 0;
			for (int round = 0; round < ROUNDS;) {
				boolean kill = round % 100 == 98;
				List<String> agents = all(clients, kill ? 4 : 2, 4, () -> api.createAgent("{}"));
				List<Future<Long>> trees = agents.stream()
					.map((agent) -> clients.submit(() -> fork(api, agent)))
					.toList();
				for (Future<Long> tree : trees) {
					forked += tree.get();
				}
				round += agents.size();
				if (kill) {
					service.kill();
					figures.time("kill -9 and start again", service::start);
					Awaitility.await().until(() -> agents.stream().allMatch((agent) -> gone(agent)));
				}
				Future<?> stopped = clients.submit(() -> {
					figures.time("stop", () -> api.post(agents.getFirst() + "/stop", null));
					return null;
				});
				figures.time("delete", () -> api.delete(agents.getLast()));
				stopped.get();
				survivors += agents.stream().mapToInt((each) -> Processes.ofAgent(id(each)).size()).sum();
				agents.forEach(api::delete);
			}
			// They are orphans: the machine's first process takes its time with so many.
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> zombies() == 0);
			System.out.printf("%d rounds, %d processes forked, %d survivors, %d zombies%n", ROUNDS, forked, survivors,
					zombies());
			figures.report();
		}
	}

	private static long fork(Api api, String agent) {
		return Long.parseLong(api.message(agent, "#fork-tree 5 4").text("response").replace("forked ", ""));
	}

	private static boolean gone(String agent) {
		return Processes.ofAgent(id(agent)).isEmpty();
	}

	private static String id(String agent) {
		return agent.substring(agent.lastIndexOf('/') + 1);
	}

	private static List<String> all(ExecutorService clients, int count, int atATime, Callable<String> work)
			throws Exception {
		Semaphore permits = new Semaphore(atATime);
		List<Future<String>> done = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			permits.acquire();
			done.add(clients.submit(() -> {
				try {
					return work.call();
				}
				finally {
					permits.release();
				}
			}));
		}
		List<String> results = new ArrayList<>();
		for (Future<String> each : done) {
			results.add(each.get());
		}
		return results;
	}

	/** But for those of the JVM, which has one for each child. */
	private static long threads(RunningService service) throws IOException {
		try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(service.pid()), "task"))) {
			return tasks.filter((task) -> !read(task.resolve("comm")).startsWith("process reaper")).count();
		}
	}

	private static long resident(RunningService service) throws IOException {
		return Long.parseLong(Files.readString(Path.of("/proc", Long.toString(service.pid()), "statm")).split(" ")[1])
				* 4096 >> 20;
	}

	private static long zombies() {
		return ProcessHandle.allProcesses()
			.filter((process) -> read(Path.of("/proc", Long.toString(process.pid()), "stat")).contains(") Z "))
			.count();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
