package io.aaas.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON documents that rows and events hold: written as the API shows them, and read
 * back leniently, since an older version may have written them.
 */
final class Documents {

	private static final JsonMapper JSON = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.build();

	private Documents() {
	}

	static JsonNode tree(Object value) {
		return JSON.valueToTree(value);
	}

	static @Nullable String write(@Nullable Object value) {
		return (value != null) ? JSON.writeValueAsString(value) : null;
	}

	static <T> @Nullable T read(@Nullable String document, Class<T> type) {
		return (document != null) ? JSON.readValue(document, type) : null;
	}

	static ObjectNode readObject(String document) {
		return (ObjectNode) JSON.readTree(document);
	}

}
