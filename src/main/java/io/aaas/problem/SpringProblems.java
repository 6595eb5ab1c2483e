package io.aaas.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Spring MVC's own exceptions in the words of this API.
 */
final class SpringProblems {

	private SpringProblems() {
	}

	static @Nullable ProblemException translate(Throwable failure) {
		return switch (failure) {
			case HttpRequestMethodNotSupportedException ex -> methodNotAllowed(ex);
			case HttpMediaTypeNotSupportedException ex ->
				withMediaTypes(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send one of: ", ex.getSupportedMediaTypes());
			case HttpMediaTypeNotAcceptableException ex ->
				withMediaTypes(ProblemType.NOT_ACCEPTABLE, "Accept one of: ", ex.getSupportedMediaTypes());
			case MissingServletRequestParameterException ex ->
				ProblemException.invalidField(ex.getParameterName(), "is required");
			case MissingRequestHeaderException ex ->
				ProblemException.invalidField(ex.getHeaderName(), "is required as a header");
			case MethodArgumentTypeMismatchException ex -> wrongType(ex);
			case ErrorResponse ex -> ProblemTranslator.ofStatus(ex.getStatusCode().value(), failure);
			default -> null;
		};
	}

	private static ProblemException methodNotAllowed(HttpRequestMethodNotSupportedException ex) {
		String[] methods = ex.getSupportedMethods();
		String allowed = (methods != null) ? String.join(", ", methods) : "";
		return new ProblemException(ProblemType.METHOD_NOT_ALLOWED,
				ex.getMethod() + " is not supported here; use one of: " + allowed)
			.header(HttpHeaders.ALLOW, allowed);
	}

	private static ProblemException withMediaTypes(ProblemType type, String text, Collection<MediaType> supported) {
		return new ProblemException(type, text + MediaType.toString(supported)).header(HttpHeaders.ACCEPT,
				MediaType.toString(supported));
	}

	private static ProblemException wrongType(MethodArgumentTypeMismatchException ex) {
		MethodParameter parameter = ex.getParameter();
		if (parameter.hasParameterAnnotation(PathVariable.class)) {
			// An id that cannot be one is the id of nothing.
			return ProblemTranslator.ofStatus(404, ex);
		}
		return ProblemException.invalidField(ex.getName(), "must be " + expected(ex.getRequiredType()));
	}

	/**
	 * What a client has to send for this type.
	 */
	static String expected(@Nullable Class<?> type) {
		if (type == null) {
			return "of another type";
		}
		if (type.isEnum()) {
			return "one of: " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		return JsonTypes.describe(type);
	}

}
