package io.aaas.agent;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
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
		.enumNamingStrategy(EnumNamingStrategies.SNAKE_CASE)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private Documents() {
	}

	/** An enum's constant as the API and the database write it. */
	static String name(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	static <E extends Enum<E>> E constant(Class<E> type, String name) {
		return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
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

	static Map<String, String> readLabels(String document) {
		return JSON.readValue(document, new TypeReference<LinkedHashMap<String, String>>() {
		});
	}

	static ObjectNode readObject(String document) {
		return (ObjectNode) JSON.readTree(document);
	}

}
