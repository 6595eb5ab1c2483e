package io.aaas.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.validation.BindException;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/**
 * What Jakarta Validation found, all of it, under the names that the client used.
 */
final class ValidationProblems {

	private ValidationProblems() {
	}

	private record Wrong(String field, String detail) {
	}

	static @Nullable ProblemException translate(Throwable failure) {
		List<Wrong> found = switch (failure) {
			case BindException ex -> ofErrors(ex.getBindingResult());
			case HandlerMethodValidationException ex when !ex.isForReturnValue() ->
				ex.getParameterValidationResults().stream().flatMap(ValidationProblems::ofParameter).toList();
			case ConstraintViolationException ex ->
				ex.getConstraintViolations().stream().map(ValidationProblems::ofViolation).toList();
			default -> List.of();
		};
		if (found.isEmpty()) {
			return null;
		}
		List<Wrong> sorted = new ArrayList<>(found);
		sorted.sort((a, b) -> (a.field() + " " + a.detail()).compareTo(b.field() + " " + b.detail()));
		Wrong first = sorted.getFirst();
		return ProblemException.invalidField(first.field(), first.detail()).with("errors", sorted);
	}

	private static Stream<Wrong> ofParameter(ParameterValidationResult result) {
		if (result instanceof ParameterErrors errors) {
			return ofErrors(errors).stream();
		}
		String name = name(result.getMethodParameter());
		return result.getResolvableErrors().stream().map((error) -> new Wrong(name, message(error)));
	}

	private static List<Wrong> ofErrors(Errors errors) {
		return errors.getAllErrors().stream().map(ValidationProblems::ofError).toList();
	}

	private static Wrong ofError(ObjectError error) {
		if (error.contains(ConstraintViolation.class)) {
			return ofViolation(error.unwrap(ConstraintViolation.class));
		}
		return new Wrong((error instanceof FieldError field) ? snakeCase(field.getField()) : "body", message(error));
	}

	private static Wrong ofViolation(ConstraintViolation<?> violation) {
		StringBuilder path = new StringBuilder();
		for (Path.Node node : violation.getPropertyPath()) {
			if (node.getKey() != null) {
				path.append('.').append(node.getKey());
			}
			else if (node.getIndex() != null) {
				path.append('[').append(node.getIndex()).append(']');
			}
			if (node.getKind() == ElementKind.PROPERTY && node.getName() != null) {
				path.append(path.isEmpty() ? "" : ".").append(snakeCase(node.getName()));
			}
		}
		return new Wrong(path.isEmpty() ? "body" : path.toString(), violation.getMessage());
	}

	private static String name(MethodParameter parameter) {
		RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
		RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
		String declared = (query != null) ? query.name() : (header != null) ? header.name() : "";
		String name = declared.isEmpty() ? parameter.getParameterName() : declared;
		return (name != null) ? name : "parameter";
	}

	private static String snakeCase(String name) {
		return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, name);
	}

	private static String message(MessageSourceResolvable error) {
		String message = error.getDefaultMessage();
		return (message != null) ? message : "is not valid";
	}

}
