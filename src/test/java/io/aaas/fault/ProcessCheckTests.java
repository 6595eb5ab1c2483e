package io.aaas.fault;

import java.util.List;

import io.aaas.fault.Stored.StoredAgent;
import io.aaas.fault.Stored.StoredLaunch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planted violations of {@link Invariant#PROCESSES} and {@link Invariant#TRUE_STATUS}.
 */
class ProcessCheckTests {

	private static final LiveProcess CLI = new LiveProcess(4711, Doctored.AGENT, 1);

	private final Doctored run = new Doctored();

	@Test
	void checkWhenAllIsWellFindsNothing() {
		assertThat(ProcessCheck.accounted(List.of(CLI), this.run.stored())).isEmpty();
		assertThat(ProcessCheck.trueStatus(List.of(CLI), this.run.stored())).isEmpty();
	}

	@Test
	void accountedWhenTheLaunchHasEndedFindsTheProcess() {
		this.run.launches.set(0, new StoredLaunch(Doctored.AGENT, 1, true, "[]"));
		assertFound(ProcessCheck.accounted(List.of(CLI), this.run.stored()), Invariant.PROCESSES,
				"process 4711 of agent agent-1, launch 1, is not accounted for");
	}

	@Test
	void accountedWhenNobodyKnowsTheAgentFindsTheProcess() {
		assertFound(ProcessCheck.accounted(List.of(CLI, new LiveProcess(4712, "agent-2", 1)), this.run.stored()),
				Invariant.PROCESSES, "process 4712");
	}

	@Test
	void accountedWhenTwoLaunchesLiveFindsThem() {
		this.run.launches.add(new StoredLaunch(Doctored.AGENT, 2, false, "[]"));
		assertFound(ProcessCheck.accounted(List.of(CLI, new LiveProcess(4712, Doctored.AGENT, 2)), this.run.stored()),
				Invariant.EXECUTED_ONCE, "the launches [1, 2]");
	}

	@Test
	void trueStatusWhenThePidIsDeadFindsIt() {
		assertFound(ProcessCheck.trueStatus(List.of(new LiveProcess(4712, Doctored.AGENT, 1)), this.run.stored()),
				Invariant.TRUE_STATUS, "names process 4711");
	}

	@Test
	void trueStatusWhenARunningMessageHasNoProcessFindsIt() {
		this.run.agents.set(0, new StoredAgent(Doctored.AGENT, "running", "hibernated", null, 1, 6, false));
		this.run.messages.set(0, Doctored.stored("message-1", "running", "token-000001"));
		assertFound(ProcessCheck.trueStatus(List.of(), this.run.stored()), Invariant.TRUE_STATUS,
				"a running message and no process");
	}

	@Test
	void trueStatusWhenABusyAgentHasNoProcessFindsIt() {
		this.run.agents.set(0, new StoredAgent(Doctored.AGENT, "running", "busy", null, 1, 6, false));
		assertFound(ProcessCheck.trueStatus(List.of(), this.run.stored()), Invariant.TRUE_STATUS, "is busy");
	}

	@Test
	void zombiesAreFound() {
		assertFound(ProcessCheck.zombies(List.of(4711L)), Invariant.PROCESSES, "process 4711 is dead");
	}

	private static void assertFound(List<Violation> found, Invariant invariant, String part) {
		assertThat(found).singleElement()
			.satisfies((violation) -> assertThat(violation.invariant()).isEqualTo(invariant))
			.satisfies((violation) -> assertThat(violation.detail()).contains(part));
	}

}
