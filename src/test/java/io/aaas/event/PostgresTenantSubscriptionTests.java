package io.aaas.event;

import io.aaas.store.TestStore;

class PostgresTenantSubscriptionTests extends TenantSubscriptionContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
