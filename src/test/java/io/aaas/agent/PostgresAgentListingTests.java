package io.aaas.agent;

import io.aaas.store.TestStore;

class PostgresAgentListingTests extends AgentListingContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

	@Override
	String explain() {
		return "explain";
	}

	@Override
	String scanned() {
		return "Seq Scan on agents";
	}

}
