package io.aaas.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import tools.jackson.databind.PropertyNamingStrategies;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Springdoc reads the classes with a mapper of its own and shows Java's names; this gives
 * the OpenAPI document the names that are on the wire.
 */
@Component
@Order(1)
@SuppressWarnings({ "rawtypes", "unchecked" })
class SnakeCaseSchemas implements GlobalOpenApiCustomizer {

	private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]*");

	@Override
	public void customise(OpenAPI api) {
		api.getComponents().getSchemas().values().forEach(SnakeCaseSchemas::rename);
		api.getPaths()
			.values()
			.stream()
			.flatMap((path) -> path.readOperations().stream())
			.filter((operation) -> operation.getParameters() != null)
			.flatMap((operation) -> operation.getParameters().stream())
			.filter((parameter) -> parameter.getSchema() != null)
			.forEach((parameter) -> rename(parameter.getSchema()));
	}

	private static void rename(Schema schema) {
		if (schema.getEnum() != null) {
			schema.setEnum(((List<Object>) schema.getEnum()).stream().map(SnakeCaseSchemas::constant).toList());
		}
		Map<String, Schema> properties = schema.getProperties();
		if (properties != null) {
			Map<String, Schema> renamed = new LinkedHashMap<>();
			properties.forEach((name, property) -> renamed.put(snakeCase(name), property));
			schema.setProperties(renamed);
			renamed.values().forEach(SnakeCaseSchemas::rename);
		}
		List<String> required = schema.getRequired();
		if (required != null) {
			schema.setRequired(required.stream().map(SnakeCaseSchemas::snakeCase).toList());
		}
		if (schema.getItems() != null) {
			rename(schema.getItems());
		}
	}

	private static Object constant(Object value) {
		return (value instanceof String name && CONSTANT.matcher(name).matches()) ? name.toLowerCase(Locale.ROOT)
				: value;
	}

	static String snakeCase(String name) {
		return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, name);
	}

}
