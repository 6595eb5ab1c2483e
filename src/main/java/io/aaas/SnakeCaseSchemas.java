package io.aaas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import tools.jackson.databind.PropertyNamingStrategies;

import org.springframework.stereotype.Component;

/**
 * Springdoc reads the classes with a mapper of its own and shows Java's names; this gives
 * the OpenAPI document the names that are on the wire.
 */
@Component
@SuppressWarnings({ "rawtypes", "unchecked" })
class SnakeCaseSchemas implements GlobalOpenApiCustomizer {

	@Override
	public void customise(OpenAPI api) {
		if (api.getComponents() != null && api.getComponents().getSchemas() != null) {
			api.getComponents().getSchemas().values().forEach(SnakeCaseSchemas::rename);
		}
		if (api.getPaths() != null) {
			api.getPaths()
				.values()
				.stream()
				.flatMap((path) -> path.readOperations().stream())
				.filter((operation) -> operation.getParameters() != null)
				.flatMap((operation) -> operation.getParameters().stream())
				.filter((parameter) -> parameter.getSchema() != null)
				.forEach((parameter) -> rename(parameter.getSchema()));
		}
	}

	private static void rename(Schema schema) {
		if (schema.getEnum() != null) {
			schema.setEnum(((List<Object>) schema.getEnum()).stream()
				.map((value) -> (value instanceof String name) ? name.toLowerCase(Locale.ROOT) : value)
				.toList());
		}
		Map<String, Schema> properties = schema.getProperties();
		if (properties != null) {
			List<String> required = schema.getRequired();
			Map<String, Schema> renamed = new LinkedHashMap<>();
			properties.forEach((name, property) -> renamed.put(snakeCase(name), property));
			schema.setProperties(renamed);
			if (required != null) {
				schema.setRequired(required.stream().map(SnakeCaseSchemas::snakeCase).toList());
			}
			renamed.values().forEach(SnakeCaseSchemas::rename);
		}
		if (schema.getItems() != null) {
			rename(schema.getItems());
		}
	}

	private static String snakeCase(String name) {
		return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, name);
	}

}
