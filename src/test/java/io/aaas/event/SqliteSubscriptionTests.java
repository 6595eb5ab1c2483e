package io.aaas.event;

import io.aaas.store.TestStore;

class SqliteSubscriptionTests extends SubscriptionContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

}
