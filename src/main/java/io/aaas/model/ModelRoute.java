package io.aaas.model;

import java.util.regex.Pattern;

/**
 * The part of the API a launch may call. A token in the hands of an agent's tools must
 * not open the account's files, batches or administration.
 */
enum ModelRoute {

	MESSAGES("POST", "/v1/messages"), COUNT_TOKENS("POST", "/v1/messages/count_tokens"),
	MODELS("GET", "/v1/models(/[A-Za-z0-9._:@-]+)?"), OTHER("", "");

	private final String method;

	private final Pattern path;

	ModelRoute(String method, String path) {
		this.method = method;
		this.path = Pattern.compile(path);
	}

	static ModelRoute of(String method, String path) {
		for (ModelRoute route : values()) {
			if (route.method.equals(method) && route.path.matcher(path).matches()) {
				return route;
			}
		}
		return OTHER;
	}

}
