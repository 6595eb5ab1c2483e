package io.aaas.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

import io.aaas.fault.Stored.StoredEvent;
import io.aaas.fault.Stored.StoredMessage;

/**
 * {@link Invariant#EXECUTED_ONCE}.
 */
final class ExecutionCheck {

	private final List<Violation> violations = new ArrayList<>();

	private final Evidence evidence;

	private final Map<String, StoredMessage> messages;

	private ExecutionCheck(Evidence evidence) {
		this.evidence = evidence;
		this.messages = evidence.stored()
			.messages()
			.stream()
			.collect(Collectors.toMap(StoredMessage::id, (message) -> message));
	}

	static List<Violation> check(Evidence evidence) {
		ExecutionCheck check = new ExecutionCheck(evidence);
		check.once();
		check.known();
		check.launches();
		check.order();
		return check.violations;
	}

	/** By uuid, and by what the client meant to send once. */
	private void once() {
		Map<String, Integer> times = new HashMap<>();
		for (Execution execution : this.evidence.executions()) {
			times.merge(execution.uuid(), 1, Integer::sum);
			Matcher token = AcknowledgementCheck.TOKEN.matcher(execution.text());
			if (token.find()) {
				times.merge(token.group(), 1, Integer::sum);
			}
		}
		Map<String, Integer> allowed = attempts();
		times.forEach((what, count) -> {
			if (count > allowed.getOrDefault(what, 1)) {
				violated(what + " was executed " + count + " times");
			}
		});
	}

	/** A message that may be tried again may be executed once an attempt. */
	private Map<String, Integer> attempts() {
		Map<String, Integer> attempts = new HashMap<>();
		for (StoredMessage message : this.messages.values()) {
			Matcher token = AcknowledgementCheck.TOKEN.matcher(message.content());
			if (token.find()) {
				attempts.put(token.group(), message.attempt());
			}
		}
		return attempts;
	}

	/** Nothing is executed that is not in the database; what completed was executed. */
	private void known() {
		Set<String> tokens = new HashSet<>();
		this.messages.values().forEach((message) -> {
			Matcher token = AcknowledgementCheck.TOKEN.matcher(message.content());
			if (token.find()) {
				tokens.add(token.group());
			}
		});
		Set<String> executed = new HashSet<>();
		for (Execution execution : this.evidence.executions()) {
			Matcher token = AcknowledgementCheck.TOKEN.matcher(execution.text());
			if (token.find() && !tokens.contains(token.group())) {
				violated(token.group() + " was executed and is not in the database");
			}
			executed.add(execution.uuid());
		}
		for (StoredMessage message : this.messages.values()) {
			if (message.status().equals("completed") && !executed.contains(message.cliUuid())) {
				violated("message " + message.id() + " is completed and was never executed");
			}
		}
	}

	/** The number of an agent's launch is its fencing token. */
	private void launches() {
		Map<String, Integer> latest = new HashMap<>();
		for (Execution execution : this.evidence.executions()) {
			int before = latest.getOrDefault(execution.agentId(), 0);
			if (execution.launch() < before) {
				violated("agent " + execution.agentId() + ": launch " + execution.launch() + " executed "
						+ execution.uuid() + " after launch " + before + " did");
			}
			latest.merge(execution.agentId(), execution.launch(), Math::max);
		}
	}

	/** The order of the log is the order the model saw. */
	private void order() {
		Map<String, Set<String>> executed = new HashMap<>();
		Map<String, String> ids = new HashMap<>();
		this.messages.values().forEach((message) -> ids.put(message.cliUuid(), message.id()));
		for (Execution execution : this.evidence.executions()) {
			String id = ids.getOrDefault(execution.uuid(), execution.uuid());
			// Tried again, it moves to the end.
			Set<String> seen = executed.computeIfAbsent(execution.agentId(), (_) -> new LinkedHashSet<>());
			seen.remove(id);
			seen.add(id);
		}
		Map<String, Set<String>> started = new HashMap<>();
		for (StoredEvent event : this.evidence.stored().events()) {
			String id = event.messageId();
			Set<String> known = executed.getOrDefault(event.agentId(), Set.of());
			if (id != null && event.type().equals("message.started") && known.contains(id)) {
				Set<String> order = started.computeIfAbsent(event.agentId(), (_) -> new LinkedHashSet<>());
				// And so it does in the log, also when it was only handed over again.
				order.remove(id);
				order.add(id);
			}
		}
		started.forEach((agentId, order) -> {
			List<String> seen = executed.getOrDefault(agentId, Set.of()).stream().filter(order::contains).toList();
			if (!seen.equals(List.copyOf(order))) {
				violated("agent " + agentId + " executed in another order than its log says");
			}
		});
	}

	private void violated(String what) {
		this.violations.add(Invariant.EXECUTED_ONCE.violated(what));
	}

}
