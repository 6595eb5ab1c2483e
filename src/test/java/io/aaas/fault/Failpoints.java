package io.aaas.fault;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Runs in the service under test: what the woven code calls.
 */
public final class Failpoints {

	/** The exit code of a service that died at a failpoint. */
	static final int HALTED = 99;

	private static volatile @Nullable Armed armed;

	private Failpoints() {
	}

	/** From now on, the service dies when it has passed a failpoint so often. */
	static void arm(String failpoint, int passes) {
		armed = new Armed(failpoint, new AtomicInteger(passes));
	}

	/**
	 * The service passes a failpoint.
	 * @param failpoint its name
	 */
	public static void pass(String failpoint) {
		Armed now = armed;
		if (now != null && now.failpoint.equals(failpoint) && now.passes.decrementAndGet() == 0) {
			Runtime.getRuntime().halt(HALTED);
		}
	}

	private record Armed(String failpoint, AtomicInteger passes) {
	}

}
