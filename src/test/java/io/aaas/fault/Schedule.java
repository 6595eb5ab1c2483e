package io.aaas.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which faults are injected, in which order: the same for the same seed.
 *
 * @param seed what it is drawn from
 * @param storms faults of all kinds
 * @param warmUp faults that leave the service alone, so that it has all it needs
 * @param measured more of these, after which it must hold no more than before
 */
record Schedule(long seed, List<Injection> storms, List<Injection> warmUp, List<Injection> measured) {

	/** The part of all after which the service's resources are looked at. */
	private static final int MEASURED_PART = 10;

	/**
	 * Draw a schedule. Each fault comes at least once, if there is room for it, and else
	 * as often as its weight says.
	 * @param seed what to draw it from
	 * @param count how many faults
	 * @param possible the faults to draw from
	 */
	static Schedule of(long seed, int count, Set<Fault> possible) {
		Draw draw = new Draw(new Random(seed));
		List<Fault> all = Arrays.stream(Fault.values()).filter(possible::contains).toList();
		// It takes long, and alone.
		List<Fault> local = all.stream()
			.filter((fault) -> !fault.level().global() && fault != Fault.CRASH_LOOP)
			.toList();
		int warmUp = Math.min(local.size(), count / 3);
		int measured = local.isEmpty() ? 0 : Math.max(warmUp, count / MEASURED_PART);
		List<Injection> storms = draw.faults(all, count - warmUp - measured);
		return new Schedule(seed, storms, draw.faults(local, warmUp), draw.faults(local, measured));
	}

	/** All of it, in order. */
	List<Injection> injections() {
		return Stream.of(this.storms, this.warmUp, this.measured).flatMap(List::stream).toList();
	}

	private static final class Draw {

		private final Random random;

		private int number;

		Draw(Random random) {
			this.random = random;
		}

		/** So many, each at least once if there is room. */
		List<Injection> faults(List<Fault> possible, int count) {
			List<Fault> drawn = new ArrayList<>(possible);
			Collections.shuffle(drawn, this.random);
			drawn = new ArrayList<>(drawn.subList(0, Math.min(count, drawn.size())));
			while (drawn.size() < count) {
				drawn.add(one(possible));
			}
			Collections.shuffle(drawn, this.random);
			return drawn.stream().map((fault) -> new Injection(++this.number, fault, this.random.nextLong())).toList();
		}

		private Fault one(List<Fault> faults) {
			int left = this.random.nextInt(faults.stream().mapToInt(Fault::weight).sum());
			for (Fault fault : faults) {
				left -= fault.weight();
				if (left < 0) {
					return fault;
				}
			}
			return faults.getLast();
		}

	}

}
