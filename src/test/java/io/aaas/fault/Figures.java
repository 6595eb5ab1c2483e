package io.aaas.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a run has counted and measured.
 */
final class Figures {

	private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

	private final Map<String, Queue<Duration>> times = new ConcurrentHashMap<>();

	void count(String what) {
		this.counts.computeIfAbsent(what, (_) -> new AtomicInteger()).incrementAndGet();
	}

	void time(String what, Duration time) {
		this.times.computeIfAbsent(what, (_) -> new ConcurrentLinkedQueue<>()).add(time);
	}

	Map<String, Integer> counts() {
		Map<String, Integer> sorted = new TreeMap<>();
		this.counts.forEach((what, count) -> sorted.put(what, count.get()));
		return sorted;
	}

	Map<String, Times> times() {
		Map<String, Times> sorted = new TreeMap<>();
		this.times.forEach((what, values) -> sorted.put(what, Times.of(List.copyOf(values))));
		return sorted;
	}

	/**
	 * How long something took.
	 *
	 * @param count how often
	 * @param medianMillis half of them were quicker
	 * @param p99Millis 99 of 100 were quicker
	 * @param worstMillis none was slower
	 */
	record Times(int count, long medianMillis, long p99Millis, long worstMillis) {

		static Times of(List<Duration> values) {
			List<Long> sorted = values.stream().map(Duration::toMillis).sorted().toList();
			return new Times(sorted.size(), rank(sorted, 0.5), rank(sorted, 0.99), sorted.getLast());
		}

		/** The smallest value that this part of all do not exceed. */
		private static long rank(List<Long> sorted, double part) {
			return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
		}

	}

}
