package io.aaas.agent;

import io.aaas.store.TestStore;

class SqliteAgentJournalTests extends AgentJournalContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

}
