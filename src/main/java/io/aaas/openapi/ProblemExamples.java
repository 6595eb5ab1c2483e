package io.aaas.openapi;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.aaas.problem.ProblemType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The closed list of problems in the document: the values of {@code code}, and an example
 * of each.
 */
@Component
@Order(3)
@SuppressWarnings({ "rawtypes", "unchecked" })
class ProblemExamples implements GlobalOpenApiCustomizer {

	private static final String REQUEST_ID = "01a20772-08d0-7572-add9-4e6b36d16ef9";

	@Override
	public void customise(OpenAPI api) {
		Schema problem = Objects.requireNonNull(api.getComponents().getSchemas().get("Problem"));
		Schema code = (Schema) Objects.requireNonNull(problem.getProperties().get("code"));
		code.setEnum(Arrays.stream(ProblemType.values()).map(ProblemType::code).toList());
		Arrays.stream(ProblemType.values())
			.filter((type) -> !ProblemResponses.OUTSIDE.contains(type))
			.forEach((type) -> api.getComponents().addExamples(ProblemResponses.exampleName(type), example(type)));
	}

	private static Example example(ProblemType type) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("type", type.uri());
		document.put("title", type.title());
		document.put("status", type.status().value());
		document.put("detail", detail(type));
		document.put("code", type.code());
		document.put("retryable", type.retryable());
		document.put("request_id", REQUEST_ID);
		if (type == ProblemType.INVALID_FIELD) {
			document.put("field", "limit");
		}
		if (type == ProblemType.UNKNOWN_FIELD) {
			document.put("field", "promt");
			document.put("known_fields", new String[] { "context", "message", "timeout" });
		}
		return new Example().summary(type.title()).value(document);
	}

	private static String detail(ProblemType type) {
		return switch (type) {
			case INVALID_FIELD -> "limit must be 1 to 1000";
			case UNKNOWN_FIELD -> "promt is not known; known here: context, message, timeout";
			case AGENT_STOPPED -> "The agent is stopped; start it first";
			case UNAUTHENTICATED -> "Send an API key as X-API-Key: <key> or Authorization: Bearer <key>.";
			default -> type.title() + ".";
		};
	}

}
