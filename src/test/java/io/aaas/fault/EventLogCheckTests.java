package io.aaas.fault;

import io.aaas.fault.Stored.StoredEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Planted violations of {@link Invariant#GAPLESS}.
 */
class EventLogCheckTests {

	private final Doctored run = new Doctored();

	@Test
	void checkWhenAllIsWellFindsNothing() {
		assertThat(EventLogCheck.check(this.run.evidence())).isEmpty();
	}

	@Test
	void checkWhenTheLogHasAGapFindsIt() {
		this.run.log.remove(2);
		assertFound("in the log event 4 comes where 3 should");
	}

	@Test
	void checkWhenTheLogHasADoubleFindsIt() {
		this.run.log.add(3, this.run.log.get(2));
		assertFound("in the log event 3 comes where 4 should");
	}

	@Test
	void checkWhenTheAgentCountsOthersFindsIt() {
		this.run.log.add(new StoredEvent(Doctored.AGENT, 7, null, "agent.stopped", null));
		this.run.seen.add(this.run.log.getLast());
		assertFound("counts 6 events and has 7");
	}

	@Test
	void checkWhenALineIsToldTwiceFindsIt() {
		this.run.log.add(new StoredEvent(Doctored.AGENT, 7, null, "claude.system", "line-1"));
		this.run.log.add(new StoredEvent(Doctored.AGENT, 8, null, "claude.system", "line-1"));
		this.run.logged();
		assertFound("event 8 tells the line line-1 again");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent.started", "agent.hibernated", "agent.deleted" })
	void checkWhenAnEndOrAStartIsToldTwiceFindsIt(String type) {
		this.run.log.add(new StoredEvent(Doctored.AGENT, 7, null, type, null));
		if (type.equals("agent.hibernated")) {
			this.run.log.add(new StoredEvent(Doctored.AGENT, 8, null, "agent.process_exited", null));
		}
		this.run.log.add(new StoredEvent(Doctored.AGENT, this.run.log.size() + 1L, null, type, null));
		this.run.logged();
		assertFound("tells " + type + " again");
	}

	@Test
	void checkWhenTheProcessEndsBetweenTwoStartsFindsNothing() {
		this.run.log.add(new StoredEvent(Doctored.AGENT, 7, null, "agent.started", null));
		this.run.log.add(new StoredEvent(Doctored.AGENT, 8, null, "agent.process_exited", null));
		this.run.log.add(new StoredEvent(Doctored.AGENT, 9, null, "agent.started", null));
		this.run.logged();
		assertThat(EventLogCheck.check(this.run.evidence())).isEmpty();
	}

	@Test
	void checkWhenAReaderMissesOneFindsIt() {
		this.run.seen.remove(2);
		assertFound("in the reader event 4 comes where 3 should");
	}

	@Test
	void checkWhenAReaderSeesOneTwiceFindsIt() {
		this.run.seen.add(3, this.run.seen.get(2));
		assertFound("in the reader event 3 comes where 4 should");
	}

	@Test
	void checkWhenAReaderSeesSomethingElseFindsIt() {
		this.run.seen.set(2, new StoredEvent(Doctored.AGENT, 3, "message-1", "message.failed", null));
		assertFound("saw other events");
	}

	@Test
	void checkWhenAReaderSeesWhatIsNotStoredFindsIt() {
		this.run.seen.add(new StoredEvent(Doctored.AGENT, 7, null, "agent.stopped", null));
		assertFound("saw other events");
	}

	@Test
	void checkWhenAReaderIsNotToldOfTheLastFindsIt() {
		this.run.seen.removeLast();
		assertFound("saw 5 of 6 events");
	}

	private void assertFound(String part) {
		assertThat(EventLogCheck.check(this.run.evidence())).isNotEmpty()
			.allSatisfy((violation) -> assertThat(violation.invariant()).isEqualTo(Invariant.GAPLESS))
			.anySatisfy((violation) -> assertThat(violation.detail()).contains(part));
	}

}
