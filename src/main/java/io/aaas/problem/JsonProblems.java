package io.aaas.problem;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * What is wrong with a JSON body, and where.
 */
@Component
public class JsonProblems {

	/** A client's own key may be part of a path, and may be as long as a body. */
	private static final int MAX_PATH = 200;

	private final JsonMapper json;

	JsonProblems(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Tell the client what is wrong.
	 * @param wrong what Jackson says of the client's document
	 * @return a problem that names the field by its path, or the place in the text
	 */
	public ProblemException translate(JacksonException wrong) {
		String field = path(wrong);
		return switch (wrong) {
			case UnrecognizedPropertyException ex -> unknownField(field, ex);
			case StreamConstraintsException ex -> malformed("The JSON is too large: " + ex.getOriginalMessage(), ex);
			case InputCoercionException ex when !field.isEmpty() ->
				ProblemException.invalidField(field, "must be " + expected(ex.getTargetType()) + " within its range");
			case DatabindException ex when field.isEmpty() ->
				malformed("The body must be one JSON object of the documented shape.", ex);
			case InvalidTypeIdException ex -> ProblemException.invalidField(field, "has no known type");
			case MismatchedInputException ex -> mismatched(field, ex);
			case DatabindException ex -> ProblemException.invalidField(field, "is not valid");
			default -> malformed("The body is not valid JSON: " + wrong.getOriginalMessage(), wrong);
		};
	}

	private static ProblemException unknownField(String field, UnrecognizedPropertyException ex) {
		List<String> known = (ex.getKnownPropertyIds() != null)
				? ex.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList() : List.of();
		return new ProblemException(ProblemType.UNKNOWN_FIELD,
				field + " is not known; known here: " + String.join(", ", known))
			.with("field", field)
			.with("known_fields", known);
	}

	private ProblemException mismatched(String field, MismatchedInputException ex) {
		String expected = expected(ex.getTargetType());
		boolean absent = ex.getCurrentToken() == null || ex.getCurrentToken().isStructEnd();
		return ProblemException.invalidField(field, (absent ? "is required and must be " : "must be ") + expected)
			.with("expected", expected);
	}

	private String expected(@Nullable Class<?> type) {
		if (type == null || !type.isEnum()) {
			return (type != null) ? JsonTypes.describe(type) : "of another type";
		}
		return "one of: " + Arrays.stream(type.getEnumConstants())
			.map((constant) -> this.json.valueToTree(constant).asString())
			.collect(Collectors.joining(", "));
	}

	private static ProblemException malformed(String detail, JacksonException ex) {
		ProblemException problem = new ProblemException(ProblemType.MALFORMED_REQUEST, detail, ex);
		TokenStreamLocation location = ex.getLocation();
		if (location != null && location.getLineNr() > 0) {
			problem.with("line", location.getLineNr()).with("column", location.getColumnNr());
		}
		return problem;
	}

	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference step : ex.getPath()) {
			if (step.getPropertyName() == null) {
				path.append('[').append(step.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
			}
		}
		return (path.length() > MAX_PATH) ? path.substring(0, MAX_PATH) + "..." : path.toString();
	}

}
