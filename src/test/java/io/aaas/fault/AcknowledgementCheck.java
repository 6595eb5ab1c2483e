package io.aaas.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.aaas.fault.Answer.Acknowledged;
import io.aaas.fault.Answer.Refused;
import io.aaas.fault.Stored.StoredEvent;
import io.aaas.fault.Stored.StoredMessage;

/**
 * {@link Invariant#ACKNOWLEDGED}.
 */
final class AcknowledgementCheck {

	static final Pattern TOKEN = Pattern.compile("token-\\d{6}");

	private final List<Violation> violations = new ArrayList<>();

	private final Evidence evidence;

	private AcknowledgementCheck(Evidence evidence) {
		this.evidence = evidence;
	}

	static List<Violation> check(Evidence evidence) {
		AcknowledgementCheck check = new AcknowledgementCheck(evidence);
		check.messages();
		check.ends();
		return check.violations;
	}

	private void messages() {
		Map<String, List<StoredMessage>> byToken = new HashMap<>();
		for (StoredMessage message : this.evidence.stored().messages()) {
			Matcher token = TOKEN.matcher(message.content());
			if (token.find()) {
				byToken.computeIfAbsent(token.group(), (_) -> new ArrayList<>()).add(message);
			}
		}
		for (Sent sent : this.evidence.sent()) {
			message(sent, byToken.getOrDefault(sent.token(), List.of()));
		}
	}

	private void message(Sent sent, List<StoredMessage> stored) {
		if (stored.size() > 1) {
			violated(sent, "is in the database " + stored.size() + " times");
		}
		for (Answer answer : sent.answers()) {
			if (answer instanceof Acknowledged acknowledged
					&& stored.stream().noneMatch((message) -> message.id().equals(acknowledged.messageId()))) {
				violated(sent, "was acknowledged as " + acknowledged.messageId() + " and is lost");
			}
		}
		boolean refused = !sent.answers().isEmpty()
				&& sent.answers().stream().allMatch(AcknowledgementCheck::isRefusal);
		if (refused && !stored.isEmpty()) {
			violated(sent, "was refused (" + sent.answers().getLast() + ") and is in the database");
		}
		for (StoredMessage message : stored) {
			if (!message.agentId().equals(sent.agentId())) {
				violated(sent, "is another agent's");
			}
			if (message.status().equals("completed")
					&& (message.response() == null || !message.response().contains(sent.token()))) {
				violated(sent, "was completed with another reply: " + message.response());
			}
		}
	}

	/** Of an outage it cannot be told whether the message had got through. */
	private static boolean isRefusal(Answer answer) {
		return answer instanceof Refused refused && !refused.code().equals("store_unavailable");
	}

	private void ends() {
		Map<String, List<String>> ends = this.evidence.stored()
			.events()
			.stream()
			.filter((event) -> event.terminal() && event.messageId() != null)
			.collect(Collectors.groupingBy((event) -> String.valueOf(event.messageId()),
					Collectors.mapping(StoredEvent::type, Collectors.toList())));
		for (StoredMessage message : this.evidence.stored().messages()) {
			List<String> told = ends.getOrDefault(message.id(), List.of());
			if (!message.ended()) {
				this.violations.add(Invariant.ACKNOWLEDGED
					.violated("message " + message.id() + " is stuck: " + message.status() + " " + message.content()));
			}
			else if (!told.equals(List.of("message." + message.status()))) {
				this.violations.add(Invariant.ACKNOWLEDGED
					.violated("message " + message.id() + " is " + message.status() + ", its log says " + told));
			}
		}
	}

	private void violated(Sent sent, String what) {
		this.violations.add(Invariant.ACKNOWLEDGED.violated(
				sent.token() + " for agent " + sent.agentId() + " " + what + "; it was answered " + sent.answers()));
	}

}
