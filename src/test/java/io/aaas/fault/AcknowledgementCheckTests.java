package io.aaas.fault;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planted violations of {@link Invariant#ACKNOWLEDGED}.
 */
class AcknowledgementCheckTests {

	private final Doctored run = new Doctored();

	@Test
	void checkWhenAllIsWellFindsNothing() {
		assertThat(AcknowledgementCheck.check(this.run.evidence())).isEmpty();
	}

	@Test
	void checkWhenAnAcknowledgedMessageIsGoneFindsIt() {
		this.run.messages.removeFirst();
		assertFound("token-000001", "is lost");
	}

	@Test
	void checkWhenAMessageIsThereTwiceFindsIt() {
		this.run.messages.add(Doctored.stored("message-3", "completed", "token-000001"));
		this.run.event("message-3", "message.completed");
		assertFound("token-000001", "2 times");
	}

	@Test
	void checkWhenARefusedMessageIsThereFindsIt() {
		Sent refused = new Sent("token-000003", Doctored.AGENT, "#reply token-000003", Manner.USUAL);
		refused.answered(new Answer.Refused(429, "queue_full"));
		this.run.sent.add(refused);
		this.run.messages.add(Doctored.stored("message-3", "completed", "token-000003"));
		this.run.event("message-3", "message.completed");
		assertFound("token-000003", "was refused");
	}

	@Test
	void checkWhenAnUnansweredMessageIsThereOrNotFindsNothing() {
		Sent unanswered = new Sent("token-000003", Doctored.AGENT, "#reply token-000003", Manner.USUAL);
		unanswered.answered(new Answer.Unanswered("connection reset"));
		this.run.sent.add(unanswered);
		assertThat(AcknowledgementCheck.check(this.run.evidence())).isEmpty();
		this.run.messages.add(Doctored.stored("message-3", "completed", "token-000003"));
		this.run.event("message-3", "message.completed");
		assertThat(AcknowledgementCheck.check(this.run.evidence())).isEmpty();
	}

	@Test
	void checkWhenAMessageHasNotEndedFindsIt() {
		this.run.messages.set(0, Doctored.stored("message-1", "running", "token-000001"));
		assertFound("message-1", "is stuck: running");
	}

	@Test
	void checkWhenTheLogTellsAnotherEndFindsIt() {
		this.run.messages.set(0, Doctored.stored("message-1", "failed", "token-000001"));
		assertFound("message-1", "[message.completed]");
	}

	@Test
	void checkWhenTheLogTellsTwoEndsFindsIt() {
		this.run.event("message-1", "message.failed");
		assertFound("message-1", "[message.completed, message.failed]");
	}

	@Test
	void checkWhenAReplyIsAnotherMessagesFindsIt() {
		this.run.messages.set(0, new Stored.StoredMessage("message-1", Doctored.AGENT, "completed",
				"#reply token-000001", "token-000002", "message-1", 1, 0));
		assertFound("token-000001", "another reply");
	}

	@Test
	void checkWhenAMessageIsAnotherAgentsFindsIt() {
		this.run.messages.set(0, new Stored.StoredMessage("message-1", "agent-2", "completed", "#reply token-000001",
				"token-000001", "message-1", 1, 0));
		assertFound("token-000001", "another agent's");
	}

	private void assertFound(String... parts) {
		assertThat(AcknowledgementCheck.check(this.run.evidence())).singleElement()
			.satisfies((violation) -> assertThat(violation.invariant()).isEqualTo(Invariant.ACKNOWLEDGED))
			.satisfies((violation) -> assertThat(violation.detail()).contains(parts));
	}

}
