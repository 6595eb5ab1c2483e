package io.aaas.agent;

import java.util.Optional;

import io.aaas.event.Event;
import io.aaas.store.PostgresProxy;
import io.aaas.store.StoreUnavailableException;
import io.aaas.store.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An agent's change whose commit was not answered: neither lost nor doubled.
 */
class PostgresOutageJournalTests {

	private PostgresProxy proxy;

	private TestJournal database;

	private AgentChange change;

	@BeforeEach
	void openStore() {
		this.proxy = PostgresProxy.toSharedServer();
		this.database = new TestJournal(TestStore.postgres(this.proxy));
		AgentState state = this.database.insert(TestJournal.agent());
		Message message = TestJournal.message(state.agent(), "text");
		this.change = new AgentChange(state, TestJournal.NOW);
		this.change.accept(message);
		this.change.begin(message, 1);
	}

	@AfterEach
	void closeStore() {
		this.database.close();
		this.proxy.close();
	}

	@Test
	void commitWhenItsAnswerIsLostIsKnownToBeCommittedAndNotRepeated() {
		this.proxy.loseNextCommitAnswer();
		commitLosesItsAnswer();
		assertThat(isCommitted()).isTrue();
		this.database.journal.commit(this.change);
		assertHoldsItOnce();
	}

	@Test
	void commitWhenItIsLostItselfIsKnownNotToBeCommittedAndCanBeRepeated() {
		this.proxy.loseNextCommit();
		commitLosesItsAnswer();
		assertThat(isCommitted()).isFalse();
		assertThat(this.database.events(this.change.agent().id())).isEmpty();
		this.database.journal.commit(this.change);
		assertHoldsItOnce();
	}

	private void commitLosesItsAnswer() {
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> this.database.journal.commit(this.change))
			.matches(StoreUnavailableException::outcomeUnknown);
	}

	private boolean isCommitted() {
		return await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
			.until(() -> Optional.of(this.database.journal.isCommitted(this.change)), Optional::isPresent)
			.orElseThrow();
	}

	private void assertHoldsItOnce() {
		String agent = this.change.agent().id();
		assertThat(this.database.events(agent)).extracting(Event::seq).containsExactly(1L, 2L);
		assertThat(this.database.messages.page(agent, null, null, 10).rows()).singleElement()
			.extracting(Message::status)
			.isEqualTo(MessageStatus.RUNNING);
	}

}
