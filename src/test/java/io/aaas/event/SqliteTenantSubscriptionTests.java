package io.aaas.event;

import io.aaas.store.TestStore;

class SqliteTenantSubscriptionTests extends TenantSubscriptionContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

}
