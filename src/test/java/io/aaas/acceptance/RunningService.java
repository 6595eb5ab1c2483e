package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.aaas.AaasApplication;
import io.aaas.FreePort;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The service in a process of its own, as a person starts it: it can be killed, and
 * started again on what it left.
 */
public final class RunningService implements AutoCloseable {

	private final Path directory;

	private final List<String> program;

	private final Map<String, String> environment = new LinkedHashMap<>();

	private final int port;

	private @Nullable Process process;

	/**
	 * @param directory an empty directory; the service's data and log go below it
	 * @param environment what is set besides the port and the directory
	 */
	RunningService(Path directory, Map<String, String> environment) {
		this(directory, environment, program());
	}

	/**
	 * The service in another shape.
	 * @param directory an empty directory; the service's data and log go below it
	 * @param environment what is set besides the port and the directory
	 * @param program what follows {@code java} and its common options
	 */
	public RunningService(Path directory, Map<String, String> environment, List<String> program) {
		this.directory = directory;
		this.program = program;
		this.port = FreePort.find();
		this.environment.put("PATH", System.getenv("PATH"));
		this.environment.put("HOST", "127.0.0.1");
		// The machine that runs the tests may be short of room.
		this.environment.put("MIN_FREE_SPACE", "0");
		this.environment.put("PORT", Integer.toString(this.port));
		this.environment.put("DATA_DIR", directory.resolve("data").toString());
		this.environment.putAll(environment);
	}

	private static List<String> program() {
		List<String> program = new ArrayList<>(coverage());
		program.addAll(classes());
		return program;
	}

	private static List<String> classes() {
		return List.of("-cp", System.getProperty("java.class.path"), AaasApplication.class.getName());
	}

	/**
	 * The service as {@code java -jar} runs it, to be measured. The system property
	 * {@code service.options} may add options, such as those of a profiler.
	 */
	static RunningService measured(Path directory, Map<String, String> environment) {
		String options = System.getProperty("service.options", "");
		List<String> program = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4"));
		program.addAll(options.isBlank() ? List.of() : List.of(options.strip().split(" +")));
		program.addAll(classes());
		return new RunningService(directory, environment, program);
	}

	/** Start it and wait until it is ready. */
	Api start() {
		Process started = launch();
		Api api = new Api(base(), this::adminKey);
		Awaitility.await("the service is ready; its log is " + log())
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(100))
			.until(() -> !started.isAlive() || api.isReady());
		if (!started.isAlive()) {
			throw new IllegalStateException("The service ended: " + logged());
		}
		return api;
	}

	/** Start it, and no more. */
	public Process launch() {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
						"-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
		command.addAll(this.program);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
		builder.environment().clear();
		builder.environment().putAll(this.environment);
		try {
			Process started = builder.start();
			this.process = started;
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What runs here is covered as well, where coverage is measured. */
	private static List<String> coverage() {
		return ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((argument) -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
			.toList();
	}

	String adminKey() {
		try {
			return Files.readString(this.directory.resolve("data/admin.key")).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long pid() {
		return Objects.requireNonNull(this.process).pid();
	}

	/** How much of its heap is in use after a collection of garbage, in bytes. */
	long heap(Api api) throws IOException, InterruptedException {
		for (int i = 0; i < 2; i++) {
			new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid()),
					"GC.run")
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		return (long) api.text("/actuator/prometheus")
			.lines()
			.filter((line) -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	public String base() {
		return "http://127.0.0.1:" + this.port;
	}

	Path log() {
		return this.directory.resolve("service.log");
	}

	/** All it has said so far. */
	public String logged() {
		try {
			return Files.readString(log());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** {@code kill -9}, without a word to its children. */
	public void kill() {
		end(Process::destroyForcibly);
	}

	/** SIGTERM, and wait. */
	public void stop() {
		end(Process::destroy);
	}

	private void end(Consumer<Process> signal) {
		Process running = this.process;
		if (running != null) {
			signal.accept(running);
			try {
				if (!running.waitFor(60, TimeUnit.SECONDS)) {
					throw new IllegalStateException("The service does not end");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.process = null;
		}
	}

	@Override
	public void close() {
		kill();
		Processes.ofAgentsIn(this.directory).forEach(ProcessHandle::destroyForcibly);
	}

}
