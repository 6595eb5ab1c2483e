package io.aaas.fault;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Clients that repeat themselves, and clients that do not but say so.
 */
final class KeyFaults {

	private static final int MANY = 100;

	private KeyFaults() {
	}

	/** One execution, and the same answer to all. */
	static void repeated(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent message = agent.open(scene.any("", "#sleep 0.3"));
		ClientFaults.together(MANY, () -> {
			scene.world().client().insist(message, "wait=20");
			return true;
		});
		Set<String> ids = message.answers()
			.stream()
			.filter(Answer.Acknowledged.class::isInstance)
			.map((answer) -> ((Answer.Acknowledged) answer).messageId())
			.collect(Collectors.toSet());
		scene.expect(ids.size() == 1, "the same message is answered as " + ids);
		scene.expect(agent.outcome(message), "completed");
		long executed = agent.executions(message);
		scene.expect(executed == 1, "the same message was executed " + executed + " times");
	}

	static void reused(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent first = agent.send("");
		Sent other = agent.open("");
		Reply reply = scene.world().client().ask("POST", other.path(), other.body(), first.token());
		scene.world().ledger().answered(other, new Answer.Refused(reply.status(), reply.code()));
		scene.expect(reply.code(), "idempotency_key_reused");
		scene.expect(agent.outcome(first), "completed");
	}

}
