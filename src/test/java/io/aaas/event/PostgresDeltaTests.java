package io.aaas.event;

import io.aaas.store.TestStore;

class PostgresDeltaTests extends DeltaContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
