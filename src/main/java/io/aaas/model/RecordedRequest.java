package io.aaas.model;

import java.util.List;
import java.util.Map;

/**
 * A request as the offline model received it.
 *
 * @param method the method
 * @param path the path with its query
 * @param headers the headers, names in lower case
 * @param body the body, as text
 */
public record RecordedRequest(String method, String path, Map<String, List<String>> headers, String body) {

	public RecordedRequest {
		headers = Map.copyOf(headers);
	}

}
