package io.aaas.fault;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a run has counted and measured.
 */
final class Figures {

	private final Map<Fault, Injected> injected = new EnumMap<>(Fault.class);

	private final Map<String, Integer> counts = new TreeMap<>();

	private final Map<String, Queue<Duration>> times = new ConcurrentHashMap<>();

	private final Set<String> cutOff = ConcurrentHashMap.newKeySet();

	/** A fault was injected, and in a storm, or its own outcome looked at. */
	synchronized void injected(Fault fault, boolean calm) {
		this.injected.merge(fault, new Injected(1, calm ? 1 : 0), Injected::plus);
	}

	synchronized void count(String what) {
		count(what, 1);
	}

	synchronized void count(String what, int number) {
		this.counts.merge(what, number, Integer::sum);
	}

	void time(String what, Duration time) {
		this.times.computeIfAbsent(what, (_) -> new ConcurrentLinkedQueue<>()).add(time);
	}

	/** Turns that ran when the service was killed. */
	void cutOff(Set<String> messageIds) {
		this.cutOff.addAll(messageIds);
	}

	Set<String> cutOff() {
		return this.cutOff;
	}

	synchronized Map<Fault, Injected> injected() {
		return new EnumMap<>(this.injected);
	}

	synchronized Map<String, Integer> counts() {
		return new TreeMap<>(this.counts);
	}

	Map<String, Times> times() {
		Map<String, Times> sorted = new TreeMap<>();
		this.times.forEach((what, values) -> sorted.put(what, Times.of(List.copyOf(values))));
		return sorted;
	}

	/**
	 * How often a fault was injected.
	 *
	 * @param times in all
	 * @param alone without anything that hit everybody meanwhile, so that its own outcome
	 * was looked at
	 */
	record Injected(int times, int alone) {

		Injected plus(Injected other) {
			return new Injected(this.times + other.times, this.alone + other.alone);
		}

	}

	/**
	 * How long something took, in milliseconds.
	 *
	 * @param count how often
	 * @param p50 half of them were not slower
	 * @param p99 99 of 100 were not slower
	 * @param worst none was slower
	 */
	record Times(int count, long p50, long p99, long worst) {

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
