package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times of several things that were measured in turns.
 */
final class Figures {

	private final Map<String, List<Long>> nanos = new LinkedHashMap<>();

	/** Measure this once more. */
	void time(String what, Measured measured) throws Exception {
		long begun = System.nanoTime();
		measured.run();
		long took = System.nanoTime() - begun;
		synchronized (this.nanos) {
			this.nanos.computeIfAbsent(what, (_) -> new ArrayList<>()).add(took);
		}
	}

	/** In milliseconds. */
	double quantile(String what, double part) {
		List<Long> sorted = this.nanos.getOrDefault(what, List.of()).stream().sorted().toList();
		return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part)) / 1e6;
	}

	/** Print them, with the ratio of their medians to that of the first. */
	void report() {
		double base = quantile(this.nanos.keySet().iterator().next(), 0.5);
		this.nanos.forEach((what, times) -> System.out.printf(
				"%-50s n %5d  p50 %8.1f ms  p90 %8.1f ms  p99 %8.1f ms  ratio %.2f%n", what, times.size(),
				quantile(what, 0.5), quantile(what, 0.9), quantile(what, 0.99), quantile(what, 0.5) / base));
	}

	/**
	 * Something that takes time.
	 */
	interface Measured {

		void run() throws Exception;

	}

}
