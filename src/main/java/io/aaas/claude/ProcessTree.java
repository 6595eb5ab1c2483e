package io.aaas.claude;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one launch: the CLI, what is wrapped around it and what it started.
 *
 * @param agentId the agent
 * @param launch the number of its launch
 * @param roots the wrapper from the outside in, then the CLI; without a wrapper the CLI
 * alone; empty if none lives
 * @param wrapped whether a PID namespace holds all of it
 * @param cgroup the control group that holds all of it, if none does
 */
record ProcessTree(String agentId, int launch, List<ProcessIdentity> roots, boolean wrapped, @Nullable Cgroup cgroup) {

	private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);

	private static final String WRAPPER = "bwrap";

	/** bubblewrap takes some 10 ms to get to the CLI; the machine may be busy. */
	private static final Duration DISCOVERY = Duration.ofSeconds(10);

	private static final int ROUNDS = 200;

	private static final Duration PAUSE = Duration.ofMillis(5);

	ProcessTree {
		roots = List.copyOf(roots);
	}

	/**
	 * The tree of a process just started, once its shape can be seen. Must not run on a
	 * virtual thread.
	 * @return the tree; without processes if it has ended already
	 * @throws ClaudeStartException if the wrapper has not come to start the CLI
	 */
	static ProcessTree await(ClaudeLaunch launch, Process process, Confinement confinement, ProcessTable table) {
		boolean wrapped = confinement.bubblewrap() != null;
		Cgroup cgroup = confinement.cgroup(launch);
		long deadline = System.nanoTime() + DISCOVERY.toNanos();
		while (true) {
			boolean alive = process.isAlive();
			ProcessTree found = of(launch, process.pid(), wrapped, cgroup, table);
			if (found != null) {
				return found;
			}
			if (!alive && !wrapped) {
				return new ProcessTree(launch.agentId(), launch.number(), List.of(), false, cgroup);
			}
			if (!alive || System.nanoTime() - deadline > 0 || !pause(Duration.ofMillis(1))) {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly();
				String errors = Redactor.ofText(launch.secrets()).redact(Programs.tail(launch.errors()));
				throw new ClaudeStartException(alive ? "The sandbox does not start" : "The process ended at once",
						alive ? null : process.exitValue(), errors, null);
			}
		}
	}

	/**
	 * The tree of a process just started, if its shape can be seen already.
	 * @return the tree, or {@code null} if the CLI is not there yet or no more
	 */
	private static @Nullable ProcessTree of(ClaudeLaunch launch, long pid, boolean wrapped, @Nullable Cgroup cgroup,
			ProcessTable table) {
		ProcessTable.Entry outer = table.find(pid);
		if (outer == null) {
			return null;
		}
		if (!wrapped) {
			return new ProcessTree(launch.agentId(), launch.number(), List.of(outer.identity()), false, cgroup);
		}
		// bubblewrap 0.8: the outer process, the namespace's init, the program.
		List<ProcessTable.Entry> init = table.children(outer.identity());
		List<ProcessTable.Entry> cli = init.isEmpty() ? List.of() : table.children(init.getFirst().identity());
		if (cli.isEmpty()) {
			return null;
		}
		return new ProcessTree(launch.agentId(), launch.number(),
				List.of(outer.identity(), init.getFirst().identity(), cli.getFirst().identity()), true, null);
	}

	/**
	 * The tree of a process of an earlier run of the service.
	 * @param known processes it had, tools of it as well
	 * @return the tree; without processes if the CLI lives no more
	 */
	static ProcessTree of(ClaudeLaunch launch, List<ProcessIdentity> known, @Nullable Cgroup cgroup,
			ProcessTable table) {
		Map<Long, ProcessTable.Entry> alive = new TreeMap<>();
		for (ProcessIdentity identity : known) {
			ProcessTable.Entry entry = table.find(identity.pid());
			if (entry != null && entry.identity().equals(identity)
					&& table.hasArgument(entry.pid(), ClaudeCommand.MARK)) {
				alive.put(entry.pid(), entry);
			}
		}
		List<ProcessIdentity> roots = new ArrayList<>();
		boolean wrapped = false;
		ProcessTable.Entry next = alive.values()
			.stream()
			.filter((entry) -> !alive.containsKey(entry.parent()))
			.min(Comparator.comparing((ProcessTable.Entry entry) -> entry.identity().startTime())
				.thenComparing(ProcessTable.Entry::pid))
			.orElse(null);
		while (next != null) {
			roots.add(next.identity());
			if (!next.name().equals(WRAPPER)) {
				return new ProcessTree(launch.agentId(), launch.number(), roots, wrapped, cgroup);
			}
			wrapped = true;
			next = table.children(next.identity())
				.stream()
				.filter((entry) -> table.hasArgument(entry.pid(), ClaudeCommand.MARK))
				.findFirst()
				.orElse(null);
		}
		// Nothing but tools, and perhaps the namespace they are in.
		return new ProcessTree(launch.agentId(), launch.number(), List.of(), false, cgroup);
	}

	@Nullable ProcessIdentity cli() {
		return this.roots.isEmpty() ? null : this.roots.getLast();
	}

	/**
	 * End all of it with SIGKILL and wait until it is gone, one second at most. Must not
	 * run on a virtual thread.
	 */
	void kill(ProcessTable table) {
		for (int round = 0; round < ROUNDS; round++) {
			Set<ProcessIdentity> members = members(table);
			if (members.isEmpty() && (this.wrapped || this.cgroup != null || round > 0)) {
				if (this.cgroup != null) {
					this.cgroup.remove();
				}
				return;
			}
			if (this.cgroup != null) {
				this.cgroup.kill();
			}
			members.forEach((member) -> table.signal(member, Signals.KILL));
			if (!pause(PAUSE)) {
				return;
			}
		}
		log.warn("Processes of agent {} do not end: {}", this.agentId, members(table));
	}

	/** Those of it that live. */
	private Set<ProcessIdentity> members(ProcessTable table) {
		Set<ProcessIdentity> members = new HashSet<>();
		// The kernel ends a PID namespace with its init: nothing in it need be looked
		// for.
		this.roots.stream().filter(table::isAlive).forEach(members::add);
		if (this.cgroup != null) {
			this.cgroup.processes().forEach((pid) -> {
				ProcessTable.Entry entry = table.find(pid);
				if (entry != null) {
					members.add(entry.identity());
				}
			});
		}
		else if (!this.wrapped) {
			addStrays(members, table);
		}
		return members;
	}

	/**
	 * Without a namespace, a process belongs to the launch if it carries the cookie, is
	 * in the session of the CLI or descends from one that does. Nothing older than the
	 * CLI.
	 */
	private void addStrays(Set<ProcessIdentity> members, ProcessTable table) {
		ProcessIdentity cli = this.roots.isEmpty() ? new ProcessIdentity(-1, 0) : this.roots.getLast();
		ProcessTable.Cookie cookie = new ProcessTable.Cookie(this.agentId, this.launch);
		Set<Long> pids = new HashSet<>();
		members.forEach((member) -> pids.add(member.pid()));
		List<ProcessTable.Entry> younger = table.all()
			.stream()
			.filter((entry) -> entry.identity().startTime() >= cli.startTime())
			.filter((entry) -> entry.pid() != ProcessHandle.current().pid())
			.toList();
		for (ProcessTable.Entry entry : younger) {
			if (entry.session() == cli.pid() || cookie.equals(table.cookie(entry.pid()))) {
				members.add(entry.identity());
				pids.add(entry.pid());
			}
		}
		boolean grew = true;
		while (grew) {
			grew = false;
			for (ProcessTable.Entry entry : younger) {
				if (pids.contains(entry.parent()) && pids.add(entry.pid())) {
					members.add(entry.identity());
					grew = true;
				}
			}
		}
	}

	private static boolean pause(Duration time) {
		try {
			Thread.sleep(time);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
