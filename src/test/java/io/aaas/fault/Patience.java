package io.aaas.fault;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits for what need not come: whether it has is looked at afterwards.
 */
final class Patience {

	private Patience() {
	}

	/**
	 * Wait.
	 * @return whether it came
	 */
	static boolean await(Duration atMost, Callable<Boolean> condition) {
		try {
			Awaitility.await()
				.atMost(atMost)
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(25))
				.until(condition);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

}
