package io.aaas.model;

import java.util.LinkedHashMap;
import java.util.List;

/**
 * How often the CLI has asked for an answer to the same message. Bounded: the oldest
 * messages are forgotten.
 */
final class Attempts {

	private static final int CAPACITY = 1000;

	private final LinkedHashMap<List<Object>, Integer> counts = new LinkedHashMap<>();

	/**
	 * Count one more attempt.
	 * @param request the call; it repeats an earlier one if it has the same user texts
	 * @param purpose keeps apart what is counted
	 * @return the number of this attempt, from 1
	 */
	synchronized int next(MessagesRequest request, String purpose) {
		List<String> texts = request.userTexts();
		List<Object> key = List.of(purpose, request.session(), texts.size(), texts.isEmpty() ? "" : texts.getLast());
		int attempt = this.counts.merge(key, 1, Integer::sum);
		if (this.counts.size() > CAPACITY) {
			this.counts.pollFirstEntry();
		}
		return attempt;
	}

}
