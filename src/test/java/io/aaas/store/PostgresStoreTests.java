package io.aaas.store;

class PostgresStoreTests extends StoreContract {

	@Override
	TestStore open() {
		return TestStore.postgres();
	}

}
