package io.aaas.event;

import io.aaas.store.TestStore;

class PostgresSubscriptionTests extends SubscriptionContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
