package io.aaas.agent;

import io.aaas.store.TestStore;

class PostgresRepositoryTests extends RepositoryContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

	@Override
	String explain() {
		return "explain";
	}

	@Override
	String indexed(String index) {
		// It may find its way by the primary key as well.
		return "Index Scan using " + index.substring(0, index.indexOf('_'));
	}

}
