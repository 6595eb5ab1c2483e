package io.aaas.agent;

import io.aaas.store.TestStore;

class SqliteAgentListingTests extends AgentListingContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

	@Override
	String explain() {
		return "explain query plan";
	}

	@Override
	String scanned() {
		return "SCAN a";
	}

}
