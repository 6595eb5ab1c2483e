package io.aaas.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest requests, bounded.
 */
final class RequestLog {

	static final int CAPACITY = 200;

	private final Deque<RecordedRequest> requests = new ArrayDeque<>();

	synchronized void add(RecordedRequest request) {
		if (this.requests.size() == CAPACITY) {
			this.requests.removeFirst();
		}
		this.requests.addLast(request);
	}

	synchronized List<RecordedRequest> requests() {
		return List.copyOf(this.requests);
	}

}
