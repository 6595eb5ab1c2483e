package io.aaas.agent;

import io.aaas.store.TestStore;

class PostgresAgentJournalTests extends AgentJournalContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
