package io.aaas.fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.aaas.fault.Stored.StoredAgent;
import io.aaas.fault.Stored.StoredLaunch;

/**
 * {@link Invariant#PROCESSES}, {@link Invariant#TRUE_STATUS} and, of processes,
 * {@link Invariant#EXECUTED_ONCE}: the process table against the database. What comes and
 * goes meanwhile is for the caller to look at again.
 */
final class ProcessCheck {

	private ProcessCheck() {
	}

	/**
	 * Whether each process is one of a launch that goes on.
	 * @param alive those that lived both before and after the database was read
	 */
	static List<Violation> accounted(List<LiveProcess> alive, Stored stored) {
		Set<String> open = stored.launches()
			.stream()
			.filter(Predicate.not(StoredLaunch::ended))
			.map((launch) -> launch.agentId() + " " + launch.number())
			.collect(Collectors.toSet());
		List<Violation> violations = new ArrayList<>();
		for (LiveProcess process : alive) {
			if (!open.contains(process.agentId() + " " + process.launch())) {
				violations.add(Invariant.PROCESSES.violated("process " + process.pid() + " of agent "
						+ process.agentId() + ", launch " + process.launch() + ", is not accounted for"));
			}
		}
		alive.stream()
			.collect(Collectors.groupingBy(LiveProcess::agentId,
					Collectors.mapping(LiveProcess::launch, Collectors.toSet())))
			.forEach((agent, launches) -> {
				if (launches.size() > 1) {
					violations.add(Invariant.EXECUTED_ONCE
						.violated("agent " + agent + " has live processes of the launches " + launches));
				}
			});
		return violations;
	}

	/** Whether what the database says of processes and turns is true. */
	static List<Violation> trueStatus(List<LiveProcess> alive, Stored stored) {
		Map<String, Set<Long>> pids = alive.stream()
			.collect(Collectors.groupingBy(LiveProcess::agentId,
					Collectors.mapping(LiveProcess::pid, Collectors.toSet())));
		Set<String> running = new HashSet<>();
		stored.messages()
			.stream()
			.filter((message) -> message.status().equals("running") || message.status().equals("waiting_approval"))
			.forEach((message) -> running.add(message.agentId()));
		List<Violation> violations = new ArrayList<>();
		for (StoredAgent agent : stored.agents()) {
			Set<Long> own = pids.getOrDefault(agent.id(), Set.of());
			if (agent.pid() != null && !own.contains(agent.pid())) {
				violations.add(Invariant.TRUE_STATUS
					.violated("agent " + agent.id() + " names process " + agent.pid() + ", which does not live"));
			}
			if (running.contains(agent.id()) && own.isEmpty()) {
				violations.add(Invariant.TRUE_STATUS
					.violated("agent " + agent.id() + " has a running message and no process"));
			}
			boolean busy = Objects.equals(agent.activity(), "busy")
					|| Objects.equals(agent.activity(), "waiting_approval");
			if (busy && own.isEmpty()) {
				violations.add(Invariant.TRUE_STATUS.violated("agent " + agent.id() + " is busy and has no process"));
			}
		}
		return violations;
	}

	/** The dead children of the service. */
	static List<Violation> zombies(List<Long> dead) {
		return dead.stream()
			.map((pid) -> Invariant.PROCESSES.violated("process " + pid + " is dead and nobody asked about it"))
			.toList();
	}

}
