package io.aaas.agent;

import io.aaas.store.TestStore;

class SqliteRepositoryTests extends RepositoryContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

	@Override
	String explain() {
		return "explain query plan";
	}

	@Override
	String indexed(String index) {
		return "USING INDEX " + index;
	}

}
