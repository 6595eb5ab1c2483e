package io.aaas.event;

import io.aaas.store.TestStore;

class PostgresEventLogTests extends EventLogContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
