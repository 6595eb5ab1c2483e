package io.aaas.event;

import io.aaas.store.TestStore;

class SqliteDeltaTests extends DeltaContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

}
