package io.aaas.fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.aaas.fault.Stored.StoredAgent;
import io.aaas.fault.Stored.StoredEvent;

/**
 * {@link Invariant#GAPLESS}.
 */
final class EventLogCheck {

	private EventLogCheck() {
	}

	static List<Violation> check(Evidence evidence) {
		Map<String, List<StoredEvent>> logs = evidence.stored()
			.events()
			.stream()
			.collect(Collectors.groupingBy(StoredEvent::agentId));
		List<Violation> violations = new ArrayList<>();
		for (StoredAgent agent : evidence.stored().agents()) {
			List<StoredEvent> log = logs.getOrDefault(agent.id(), List.of());
			numbers("the log", agent.id(), log, violations);
			lines(agent.id(), log, violations);
			lives(agent.id(), log, violations);
			if (agent.lastSeq() != log.size()) {
				violations.add(Invariant.GAPLESS
					.violated("agent " + agent.id() + " counts " + agent.lastSeq() + " events and has " + log.size()));
			}
			List<StoredEvent> seen = evidence.seen().getOrDefault(agent.id(), List.of());
			numbers("the reader", agent.id(), seen, violations);
			int common = Math.min(log.size(), seen.size());
			if (!seen.subList(0, common).equals(log.subList(0, common)) || seen.size() > log.size()) {
				violations.add(Invariant.GAPLESS.violated("agent " + agent.id() + ": a reader saw other events than "
						+ "are in the log, " + seen.size() + " of " + log.size()));
			}
			else if (!agent.deleted() && seen.size() < log.size() && evidence.seen().containsKey(agent.id())) {
				violations.add(Invariant.GAPLESS.violated(
						"agent " + agent.id() + ": a reader saw " + seen.size() + " of " + log.size() + " events"));
			}
		}
		return violations;
	}

	/** What the CLI has written once is told once. */
	private static void lines(String agentId, List<StoredEvent> log, List<Violation> violations) {
		Set<String> told = new HashSet<>();
		for (StoredEvent event : log) {
			if (event.line() != null && !told.add(event.line())) {
				violations.add(Invariant.GAPLESS.violated(
						"agent " + agentId + ": event " + event.seq() + " tells the line " + event.line() + " again"));
			}
		}
	}

	/** What becomes of the process is told once: no start without an end before. */
	private static void lives(String agentId, List<StoredEvent> log, List<Violation> violations) {
		String last = "";
		for (StoredEvent event : log) {
			boolean starts = event.type().equals("agent.started");
			boolean goes = event.type().equals("agent.hibernated") || event.type().equals("agent.deleted");
			if ((starts || goes) && event.type().equals(last)) {
				violations.add(Invariant.GAPLESS
					.violated("agent " + agentId + ": event " + event.seq() + " tells " + last + " again"));
			}
			boolean ends = goes || event.type().equals("agent.process_exited") && last.equals("agent.started");
			last = (starts || ends) ? event.type() : last;
		}
	}

	/** Of what was seen or stored: 1, 2, 3 ... */
	private static void numbers(String where, String agentId, List<StoredEvent> events, List<Violation> violations) {
		long expected = 1;
		for (StoredEvent event : events) {
			if (event.seq() != expected) {
				violations.add(Invariant.GAPLESS.violated("agent " + agentId + ": in " + where + " event " + event.seq()
						+ " comes where " + expected + " should"));
				return;
			}
			expected++;
		}
	}

}
