package io.aaas.event;

import io.aaas.store.TestStore;

class SqliteEventLogTests extends EventLogContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

}
