package io.aaas.event;

import io.aaas.store.Store;

/**
 * Makes event logs for the tests of other packages.
 */
public final class TestEventLog {

	private TestEventLog() {
	}

	public static EventLog on(Store store) {
		return new EventLog(store);
	}

}
