package io.aaas.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * {@link Invariant#RESOURCES}: five percent more than before, and a little for what comes
 * and goes.
 */
final class ResourceCheck {

	private static final double MORE = 1.05;

	private static final int A_FEW = 3;

	private static final long SOME_HEAP = 4L << 20;

	private ResourceCheck() {
	}

	static List<Violation> check(Resources before, Resources after) {
		List<Violation> violations = new ArrayList<>();
		compare("files", before.files(), after.files(), A_FEW, violations);
		compare("sockets", before.sockets(), after.sockets(), A_FEW, violations);
		compare("threads", before.threads(), after.threads(), A_FEW, violations);
		compare("bytes of heap", before.heap(), after.heap(), SOME_HEAP, violations);
		return violations;
	}

	private static void compare(String what, long before, long after, long slack, List<Violation> violations) {
		if (after > before * MORE + slack) {
			violations.add(Invariant.RESOURCES.violated(after + " " + what + ", " + before + " before"));
		}
	}

}
