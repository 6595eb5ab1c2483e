package io.aaas.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The launches that may use the model now.
 */
final class OpenLaunches {

	private final Map<Launch, LaunchCalls> launches = new ConcurrentHashMap<>();

	void open(Launch launch) {
		this.launches.computeIfAbsent(launch, (key) -> new LaunchCalls());
	}

	void close(Launch launch) {
		LaunchCalls calls = this.launches.remove(launch);
		if (calls != null) {
			calls.close();
		}
	}

	@Nullable LaunchCalls find(Launch launch) {
		return this.launches.get(launch);
	}

}
