package io.aaas.model;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The headers that are meant for the other end and not for this hop.
 */
final class EndToEndHeaders {

	// RFC 9110, 7.6.1, and what both HTTP libraries write by themselves.
	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "te",
			"trailer", "transfer-encoding", "upgrade", "proxy-authenticate", "proxy-authorization", "host", "expect",
			"content-length");

	private EndToEndHeaders() {
	}

	/**
	 * Select the headers to be passed on.
	 * @param headers all headers
	 * @return the end-to-end ones, names in lower case
	 */
	static Map<String, List<String>> of(Map<String, List<String>> headers) {
		Set<String> dropped = new HashSet<>(HOP_BY_HOP);
		Map<String, List<String>> kept = new TreeMap<>();
		headers.forEach((name, values) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			kept.put(lower, values);
			if (lower.equals("connection")) {
				values.forEach((value) -> dropped.addAll(List.of(value.toLowerCase(Locale.ROOT).split("[\\s,]+"))));
			}
		});
		kept.keySet().removeIf((name) -> dropped.contains(name) || name.startsWith(":"));
		return kept;
	}

}
