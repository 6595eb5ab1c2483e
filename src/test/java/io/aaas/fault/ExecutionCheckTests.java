package io.aaas.fault;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planted violations of {@link Invariant#EXECUTED_ONCE}.
 */
class ExecutionCheckTests {

	private final Doctored run = new Doctored();

	@Test
	void checkWhenAllIsWellFindsNothing() {
		assertThat(ExecutionCheck.check(this.run.evidence())).isEmpty();
	}

	@Test
	void checkWhenAMessageIsExecutedTwiceFindsIt() {
		this.run.executions.add(1, this.run.executions.getFirst());
		assertFound("message-1 was executed 2 times");
	}

	@Test
	void checkWhenAMessageIsExecutedAgainUnderAnotherUuidFindsIt() {
		this.run.executions.add(1, new Execution("uuid-9", "#reply token-000001", Doctored.AGENT, 1));
		assertFound("token-000001 was executed 2 times");
	}

	@Test
	void checkWhenItWasTriedAgainFindsNothing() {
		this.run.executions.add(1, new Execution("uuid-9", "#reply token-000001", Doctored.AGENT, 1));
		this.run.messages.set(0, new Stored.StoredMessage("message-1", Doctored.AGENT, "completed",
				"#reply token-000001", "token-000001", "uuid-9", 2, 0));
		assertThat(ExecutionCheck.check(this.run.evidence())).isEmpty();
	}

	@Test
	void checkWhenWhatIsExecutedIsNotStoredFindsIt() {
		this.run.messages.removeFirst();
		assertFound("token-000001 was executed and is not in the database");
	}

	@Test
	void checkWhenWhatCompletedWasNeverExecutedFindsIt() {
		this.run.executions.removeFirst();
		assertFound("message message-1 is completed and was never executed");
	}

	@Test
	void checkWhenAnOlderLaunchExecutesFindsIt() {
		this.run.executions.set(0, new Execution("message-1", "#reply token-000001", Doctored.AGENT, 2));
		assertFound("launch 1 executed message-2 after launch 2 did");
	}

	@Test
	void checkWhenTheLogHasAnotherOrderFindsIt() {
		this.run.executions.add(this.run.executions.removeFirst());
		assertFound("in another order");
	}

	private void assertFound(String part) {
		assertThat(ExecutionCheck.check(this.run.evidence())).isNotEmpty()
			.allSatisfy((violation) -> assertThat(violation.invariant()).isEqualTo(Invariant.EXECUTED_ONCE))
			.anySatisfy((violation) -> assertThat(violation.detail()).contains(part));
	}

}
