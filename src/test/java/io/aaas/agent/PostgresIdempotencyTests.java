package io.aaas.agent;

import io.aaas.store.TestStore;

class PostgresIdempotencyTests extends IdempotencyContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
