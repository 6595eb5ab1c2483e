package io.aaas.openapi;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.GlobalOperationCustomizer;

import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/**
 * Every error an operation can answer with: its own ({@link Problems}) and those that
 * follow from what it is.
 */
@Component
class ProblemResponses implements GlobalOperationCustomizer {

	/** What is answered where no operation is, such as at {@code /actuator}. */
	static final Set<ProblemType> OUTSIDE = EnumSet.of(ProblemType.METHOD_NOT_ALLOWED, ProblemType.FORBIDDEN);

	private static final Set<ProblemType> ALWAYS = EnumSet.of(ProblemType.MALFORMED_REQUEST,
			ProblemType.HOST_NOT_ALLOWED, ProblemType.NOT_ACCEPTABLE, ProblemType.INTERNAL_ERROR);

	private static final Set<ProblemType> WITH_KEY = EnumSet.of(ProblemType.UNAUTHENTICATED,
			ProblemType.STORE_UNAVAILABLE);

	private static final Set<ProblemType> WITH_BODY = EnumSet.of(ProblemType.PAYLOAD_TOO_LARGE,
			ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.INVALID_FIELD, ProblemType.UNKNOWN_FIELD,
			ProblemType.REQUEST_TIMEOUT);

	@Override
	public Operation customize(Operation operation, HandlerMethod method) {
		Map<Integer, List<ProblemType>> byStatus = problems(operation, method).stream()
			.collect(Collectors.groupingBy((type) -> type.status().value(), TreeMap::new, Collectors.toList()));
		byStatus
			.forEach((status, types) -> operation.getResponses().addApiResponse(status.toString(), response(types)));
		return operation;
	}

	private static Set<ProblemType> problems(Operation operation, HandlerMethod method) {
		Set<ProblemType> types = EnumSet.copyOf(ALWAYS);
		Problems own = method.getMethodAnnotation(Problems.class);
		if (own != null) {
			types.addAll(Arrays.asList(own.value()));
		}
		boolean open = operation.getSecurity() != null && operation.getSecurity().isEmpty();
		if (!open) {
			types.addAll(WITH_KEY);
		}
		if (operation.getRequestBody() != null) {
			types.addAll(WITH_BODY);
		}
		if (operation.getParameters() != null
				&& operation.getParameters().stream().anyMatch((one) -> one.getName().equals("Idempotency-Key"))) {
			types.add(ProblemType.IDEMPOTENCY_KEY_REUSED);
		}
		if (Arrays.stream(method.getMethodParameters())
			.anyMatch((parameter) -> parameter.hasParameterAnnotation(RequestParam.class)
					|| parameter.hasParameterAnnotation(RequestHeader.class))) {
			types.add(ProblemType.INVALID_FIELD);
		}
		if (!method.getMethod().isAnnotationPresent(org.springframework.web.bind.annotation.GetMapping.class)) {
			types.add(ProblemType.ORIGIN_NOT_ALLOWED);
			if (Arrays.stream(method.getMethod().getParameters())
				.anyMatch((parameter) -> parameter.getName().equals("agentId"))) {
				types.add(ProblemType.AGENT_MOVED);
			}
		}
		return types;
	}

	private static ApiResponse response(List<ProblemType> types) {
		MediaType problem = new MediaType().schema(new JsonSchema().$ref("#/components/schemas/Problem"));
		types.forEach((type) -> problem.addExamples(type.code(),
				new Example().$ref("#/components/examples/" + exampleName(type))));
		ApiResponse response = new ApiResponse()
			.description(types.stream()
				.map((type) -> "`" + type.code() + "`: " + type.title() + ".")
				.collect(Collectors.joining("\n\n")))
			.content(new Content().addMediaType("application/problem+json", problem));
		if (types.contains(ProblemType.UNAUTHENTICATED)) {
			response.addHeaderObject("WWW-Authenticate", new Header().$ref("#/components/headers/WWW-Authenticate"));
		}
		if (types.stream().anyMatch(ProblemType::retryable)) {
			response.addHeaderObject("Retry-After", new Header().$ref("#/components/headers/Retry-After"));
		}
		return response;
	}

	static String exampleName(ProblemType type) {
		return "problem." + type.code();
	}

}
