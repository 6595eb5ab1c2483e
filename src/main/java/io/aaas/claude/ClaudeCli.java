package io.aaas.claude;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The Claude Code CLI as a program: where it is, and its processes. Thread-safe; every
 * method may be called from a virtual thread, as what blocks runs on platform threads of
 * this package.
 */
@Component
public final class ClaudeCli implements AutoCloseable {

	private final ClaudeThreads threads = new ClaudeThreads();

	private final SpoolWatcher watcher = new SpoolWatcher();

	private final ProcessTable table = new ProcessTable();

	private final Map<String, String> environment;

	private final ClaudeRuntime runtime;

	private final Remembered<ClaudeInstallation> installation;

	private final Remembered<Confinement> confinement;

	private final LaunchCommand command;

	private final boolean killOnServiceLoss;

	@Autowired
	ClaudeCli(ClaudeProperties properties, Clock clock) {
		this(properties, clock, System.getenv(), Path.of("").toAbsolutePath());
	}

	ClaudeCli(ClaudeProperties properties, Clock clock, Map<String, String> environment, Path directory) {
		this.environment = environment;
		this.runtime = new ClaudeRuntime(this.threads, this.watcher, this.table, clock, properties.stopTimeout());
		String searchPath = environment.getOrDefault("PATH", "");
		ClaudeLocator locator = new ClaudeLocator(properties, environment, directory);
		SandboxProbe probe = new SandboxProbe(properties, searchPath);
		this.installation = new Remembered<>(() -> this.threads.call(locator::find));
		this.confinement = new Remembered<>(() -> this.threads.call(probe::find));
		this.command = new LaunchCommand(properties, searchPath);
		this.killOnServiceLoss = properties.onServiceLoss() == ClaudeProperties.OnServiceLoss.KILL;
	}

	/**
	 * The CLI in use: what {@code aaas.claude.path} names, else {@code claude} on the
	 * {@code PATH}, else the one the build has fetched. Once found it stays; as long as
	 * it is not, it is looked for again every few seconds at most.
	 * @return the installation
	 * @throws ClaudeUnavailableException if there is none that can be used
	 */
	public ClaudeInstallation installation() {
		return this.installation.get();
	}

	/**
	 * What confines the processes here, tried out at the first call.
	 * @return the sandbox
	 * @throws ClaudeUnavailableException if the configuration demands one and there is
	 * none
	 */
	public Sandbox sandbox() {
		return this.confinement.get().sandbox();
	}

	/**
	 * Whether it confines the processes of a launch.
	 * @param choice what the launch says of it
	 * @return {@code false} if they see what the service sees
	 * @throws ClaudeUnavailableException as {@link #sandbox()}
	 */
	public boolean confines(SandboxChoice choice) {
		return choice != SandboxChoice.NONE && sandbox().confines();
	}

	/**
	 * Start a process. It has been started when this returns, not more: send
	 * {@link ControlRequest.Initialize} and wait for the reply to know that it is ready.
	 * @param launch what to start it with
	 * @param onActivity called whenever there may be something to read or the process has
	 * ended, often for nothing and possibly before this method returns; must return at
	 * once
	 * @return the process
	 * @throws ClaudeUnavailableException if there is no CLI
	 * @throws ClaudeStartException if the machine would not start it
	 */
	public ClaudeProcess start(ClaudeLaunch launch, Runnable onActivity) {
		ClaudeInstallation found = installation();
		Confinement confined = this.confinement.get().of(launch.sandbox());
		List<String> command = this.threads.call(() -> this.command.of(launch, found, confined));
		Map<String, String> child = ClaudeEnvironment.of(launch, this.environment);
		ClaudeProcess process = new ClaudeProcess(this.runtime, launch, onActivity, 0, 0);
		this.threads.call(() -> {
			this.watcher.add(process.watched());
			return true;
		});
		try {
			Process started = this.threads.launch(() -> start(launch, command, child));
			process.started(started, confined);
			return process;
		}
		catch (RuntimeException ex) {
			this.watcher.remove(process.watched());
			// It may have come to start something.
			this.threads
				.end(() -> new ProcessTree(launch.agentId(), launch.number(), List.of(), false, null).kill(this.table));
			throw ex;
		}
	}

	/**
	 * Whether its processes are to end with the service. Where there is neither a sandbox
	 * nor {@code setpriv}, they do with the service's next start.
	 */
	public boolean killsOnServiceLoss() {
		return this.killOnServiceLoss;
	}

	/**
	 * Take over a process that an earlier run of the service has started: it cannot be
	 * written to, and its exit code is not known. If the CLI lives no more, what it left
	 * in its spool can be read, and what it left running is ended.
	 * @param launch what it was started with
	 * @param processes its processes, as far as they are known: those it had when it was
	 * started, or {@link #survivors()}
	 * @param spoolOffset where to read on in the spool
	 * @param errorOffset where to read on in the stderr file
	 * @param onActivity as for {@link #start}
	 * @return the process
	 */
	public ClaudeProcess attach(ClaudeLaunch launch, List<ProcessIdentity> processes, long spoolOffset,
			long errorOffset, Runnable onActivity) {
		return this.threads.call(() -> {
			ClaudeProcess process = new ClaudeProcess(this.runtime, launch, onActivity, spoolOffset, errorOffset);
			process.attached(ProcessTree.of(launch, processes, this.confinement.get().remaining(launch), this.table));
			return process;
		});
	}

	/**
	 * The live processes that carry an agent's cookie in their environment, whoever
	 * started them: the CLI, its wrapper and its tools.
	 * @return by agent id, the oldest process first; empty where there is no
	 * {@code /proc}
	 */
	public Map<String, List<CarriedProcess>> survivors() {
		return this.threads.call(() -> {
			Map<String, List<CarriedProcess>> result = new TreeMap<>();
			if (!this.table.hasCookies()) {
				return result;
			}
			this.table.all()
				.stream()
				.sorted(Comparator.comparingLong((ProcessTable.Entry entry) -> entry.identity().startTime())
					.thenComparingLong(ProcessTable.Entry::pid))
				.forEach((entry) -> {
					ProcessTable.Cookie cookie = this.table.cookie(entry.pid());
					if (cookie != null && entry.pid() != ProcessHandle.current().pid()) {
						result.computeIfAbsent(cookie.agentId(), (_) -> new ArrayList<>())
							.add(new CarriedProcess(entry.identity(), cookie.launch(), entry.residentBytes()));
					}
				});
			return result;
		});
	}

	/**
	 * Those of some processes that live.
	 * @param processes the processes
	 * @return in the same order; without those whose pid is gone or another's
	 */
	public List<ProcessIdentity> alive(List<ProcessIdentity> processes) {
		return this.threads.call(() -> processes.stream().filter(this.table::isAlive).toList());
	}

	/**
	 * End processes with SIGKILL. One whose pid now belongs to another process is left
	 * alone.
	 * @param processes the processes
	 * @return completes when they are gone, or after a second
	 */
	public CompletableFuture<Void> kill(List<ProcessIdentity> processes) {
		List<ProcessIdentity> victims = List.copyOf(processes);
		return this.threads.end(() -> new ProcessTree("", 0, victims, true, null).kill(this.table));
	}

	private static Process start(ClaudeLaunch launch, List<String> command, Map<String, String> environment) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(launch.workingDirectory().toFile())
			.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.spool().toFile()))
			.redirectError(ProcessBuilder.Redirect.appendTo(launch.errors().toFile()));
		builder.environment().clear();
		builder.environment().putAll(environment);
		try {
			return builder.start();
		}
		catch (IOException ex) {
			// The cause names the command; what it says is that of the C library.
			throw new ClaudeStartException("The process cannot be started", null, String.valueOf(ex.getMessage()), ex);
		}
		catch (OutOfMemoryError ex) {
			// What is missing is not memory but a thread, under a limit of the machine.
			throw new ClaudeStartException("The process cannot be started", null, String.valueOf(ex.getMessage()), ex);
		}
	}

	@Override
	public void close() {
		this.watcher.close();
		this.threads.close();
	}

}
