package io.aaas.openapi;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What a record says of its parts that swagger-core does not see: which may be
 * {@code null}, which are always there, and that a JSON tree is any JSON.
 */
@Component
@Order(2)
@SuppressWarnings({ "rawtypes", "unchecked" })
class RecordSchemas implements ModelConverter, GlobalOpenApiCustomizer {

	private static final String REFERENCE = "#/components/schemas/";

	private final Map<String, Class<?>> records = new ConcurrentHashMap<>();

	@Override
	public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
		Class<?> raw = Json31.mapper().constructType(type.getType()).getRawClass();
		if (ObjectNode.class.isAssignableFrom(raw)) {
			return new JsonSchema().typesItem("object").additionalProperties(true);
		}
		if (JsonNode.class.isAssignableFrom(raw)) {
			return new JsonSchema();
		}
		Schema schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
		if (raw.isRecord() && schema != null && schema.get$ref() != null) {
			this.records.put(schema.get$ref().substring(REFERENCE.length()), raw);
		}
		return schema;
	}

	@Override
	public void customise(OpenAPI api) {
		api.getComponents().getSchemas().forEach((name, schema) -> {
			Class<?> type = this.records.get(name);
			if (type != null && schema.getProperties() != null) {
				complete(schema, type);
			}
		});
	}

	/** A reply has all of its parts, a request those that it must have. */
	private static void complete(Schema<?> schema, Class<?> type) {
		boolean request = type.getSimpleName().endsWith("Request") || type.getSimpleName().endsWith("Config");
		Set<String> required = new LinkedHashSet<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String name = SnakeCaseSchemas.snakeCase(component.getName());
			Schema property = Objects.requireNonNull(schema.getProperties().get(name), name);
			if (hasNullableValues(component)) {
				property.setAdditionalProperties(nullable((Schema) property.getAdditionalProperties()));
			}
			boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class)
					&& !isRequired(component);
			if (nullable) {
				schema.getProperties().put(name, nullable(property));
			}
			if (!request || !nullable) {
				required.add(name);
			}
		}
		schema.setRequired(required.isEmpty() ? null : new ArrayList<>(required));
	}

	/** Such as {@code Map<String, @Nullable String>}. */
	private static boolean hasNullableValues(RecordComponent component) {
		return component.getAnnotatedType() instanceof AnnotatedParameterizedType generic
				&& Map.class.isAssignableFrom(component.getType())
				&& generic.getAnnotatedActualTypeArguments()[1].isAnnotationPresent(Nullable.class);
	}

	private static boolean isRequired(RecordComponent component) {
		var described = component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
		return described != null && described.requiredMode() == RequiredMode.REQUIRED;
	}

	private static Schema nullable(Schema property) {
		if (property.get$ref() != null) {
			Schema reference = new JsonSchema().$ref(property.get$ref());
			return new JsonSchema().description(property.getDescription())
				.oneOf(List.of(reference, new JsonSchema().typesItem("null")));
		}
		if (property.getTypes() != null) {
			Set<String> types = new TreeSet<>(property.getTypes());
			types.remove("null");
			Set<String> orNull = new LinkedHashSet<>(types);
			orNull.add("null");
			property.setTypes(orNull);
		}
		if (property.getEnum() != null && !property.getEnum().contains(null)) {
			List<Object> values = new ArrayList<>(property.getEnum());
			values.add(null);
			property.setEnum(values);
		}
		return property;
	}

}
