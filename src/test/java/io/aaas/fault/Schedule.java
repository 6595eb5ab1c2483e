package io.aaas.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which faults are injected, in which order: the same for the same seed.
 *
 * @param seed what it is drawn from
 * @param injections the faults
 */
record Schedule(long seed, List<Injection> injections) {

	/**
	 * Draw a schedule. Each fault comes at least once, if there is room for it, and else
	 * as often as its weight says.
	 * @param seed what to draw it from
	 * @param count how many faults
	 * @param database where the service keeps its data
	 */
	static Schedule of(long seed, int count, Database.Product database) {
		Random random = new Random(seed);
		List<Fault> possible = Arrays.stream(Fault.values())
			.filter((fault) -> fault.level() != Fault.Level.STORE || database == Database.Product.POSTGRESQL)
			.toList();
		List<Fault> drawn = new ArrayList<>(possible);
		Collections.shuffle(drawn, random);
		drawn = new ArrayList<>(drawn.subList(0, Math.min(count, drawn.size())));
		int total = possible.stream().mapToInt(Fault::weight).sum();
		while (drawn.size() < count) {
			drawn.add(pick(possible, random.nextInt(total)));
		}
		Collections.shuffle(drawn, random);
		List<Fault> ordered = drawn;
		return new Schedule(seed,
				IntStream.range(0, count)
					.mapToObj((index) -> new Injection(index + 1, ordered.get(index), random.nextLong()))
					.toList());
	}

	private static Fault pick(List<Fault> faults, int point) {
		int left = point;
		for (Fault fault : faults) {
			left -= fault.weight();
			if (left < 0) {
				return fault;
			}
		}
		return faults.getLast();
	}

}
