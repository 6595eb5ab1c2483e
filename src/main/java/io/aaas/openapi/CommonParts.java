package io.aaas.openapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What operations have in common, the examples of {@code openapi/base.yaml} in their
 * places, and one order for all of it.
 */
@Component
@Order(4)
class CommonParts implements GlobalOpenApiCustomizer {

	private static final BigDecimal LARGEST_PAGE = BigDecimal.valueOf(1000);

	private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	private static final int LONGEST_KEY = 255;

	private static final Map<String, String> DESCRIPTIONS = Map.of("agentId", "The agent's id.", "messageId",
			"The message's id.", "approvalId", "The approval's id.", "limit", "How many items a page has at most.",
			"cursor", "The `next_cursor` of the page before; absent for the first page.", IDEMPOTENCY_KEY,
			"Your own name of this request, such as a UUID: 1 to 255 visible ASCII characters. Repeated under the same "
					+ "key, it is done once, and answered from what it made, as that is by then. A key is remembered "
					+ "for `IDEMPOTENCY_KEY_LIFETIME`, by default 24 hours.");

	@Override
	public void customise(OpenAPI api) {
		Map<String, Operation> operations = new TreeMap<>();
		Paths sorted = new Paths();
		new TreeMap<>(api.getPaths()).forEach((path, item) -> {
			sorted.addPathItem(path, item);
			item.readOperations().forEach((operation) -> operations.put(operation.getOperationId(), operation));
		});
		api.setPaths(sorted);
		api.getComponents().setSchemas(new TreeMap<>(api.getComponents().getSchemas()));
		api.getComponents().setExamples(new TreeMap<>(api.getComponents().getExamples()));
		sorted.values().stream().map(PathItem::readOperations).flatMap(List::stream).forEach(CommonParts::complete);
		api.getComponents().getExamples().keySet().forEach((name) -> place(name, operations));
	}

	private static void complete(Operation operation) {
		for (Parameter parameter : parameters(operation)) {
			if (DESCRIPTIONS.containsKey(parameter.getName())) {
				parameter.setDescription(DESCRIPTIONS.get(parameter.getName()));
			}
			// Springdoc shares a schema among parameters of one type.
			switch (parameter.getName()) {
				case "agentId", "messageId", "approvalId", "cursor" ->
					parameter.setSchema(new JsonSchema().typesItem("string").format("uuid"));
				case IDEMPOTENCY_KEY -> parameter.setSchema(
						new JsonSchema().typesItem("string").minLength(1).maxLength(LONGEST_KEY).pattern("^[!-~]+$"));
				case "limit" -> parameter.setSchema(pageSize(parameter.getSchema()));
				default -> {
				}
			}
		}
		shorten(operation);
		for (ApiResponse response : operation.getResponses().values()) {
			if (response.getHeaders() != null) {
				response.getHeaders().replaceAll((name, header) -> new Header().$ref(header.get$ref()));
			}
			response.addHeaderObject("X-Request-Id", new Header().$ref("#/components/headers/X-Request-Id"));
		}
	}

	private static Schema<?> pageSize(Schema<?> schema) {
		Schema<?> size = new JsonSchema().typesItem("integer").format("int32");
		size.setDefault(schema.getDefault());
		return size.minimum(BigDecimal.ONE).maximum(LARGEST_PAGE);
	}

	/** The summary is the first sentence: the description need not say it again. */
	private static void shorten(Operation operation) {
		String first = operation.getSummary();
		if (first == null) {
			return;
		}
		String rest = operation.getDescription().substring(first.length()).strip();
		operation.setSummary(first.replaceFirst("\\.$", ""));
		operation.setDescription(rest.isEmpty() ? first : rest);
	}

	private static List<Parameter> parameters(Operation operation) {
		return (operation.getParameters() != null) ? new ArrayList<>(operation.getParameters()) : List.of();
	}

	/** {@code createAgent.request.minimal}, {@code createAgent.201.started}. */
	private static void place(String name, Map<String, Operation> operations) {
		String[] parts = name.split("\\.");
		if (parts[0].equals("problem")) {
			return;
		}
		Operation operation = operations.get(parts[0]);
		if (operation == null) {
			throw new IllegalStateException("The example " + name + " names no operation");
		}
		Content content = parts[1].equals("request") ? operation.getRequestBody().getContent()
				: Objects.requireNonNull(operation.getResponses().get(parts[1]), name).getContent();
		for (MediaType mediaType : content.values()) {
			mediaType.addExamples(parts[2], new Example().$ref("#/components/examples/" + name));
		}
	}

}
