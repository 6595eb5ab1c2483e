package io.aaas.agent;

import io.aaas.store.TestStore;

class SqliteIdempotencyTests extends IdempotencyContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

}
