package io.aaas.acceptance;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.aaas.acceptance.ApiDocument.Operation;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What the document has against a reply.
 */
final class FuzzVerdict {

	private static final String PROBLEM = "/components/schemas/Problem";

	/** What may be answered where no operation is. */
	private static final Set<ProblemType> OUTSIDE = Set.of(ProblemType.METHOD_NOT_ALLOWED, ProblemType.NOT_FOUND,
			ProblemType.MALFORMED_REQUEST, ProblemType.UNAUTHENTICATED, ProblemType.ORIGIN_NOT_ALLOWED,
			ProblemType.PAYLOAD_TOO_LARGE);

	private final ApiDocument document;

	private final FuzzRequest request;

	private final HttpResponse<byte[]> response;

	private final List<String> complaints = new ArrayList<>();

	private FuzzVerdict(ApiDocument document, FuzzRequest request, HttpResponse<byte[]> response) {
		this.document = document;
		this.request = request;
		this.response = response;
	}

	static List<String> of(ApiDocument document, FuzzRequest request, HttpResponse<byte[]> response) {
		FuzzVerdict verdict = new FuzzVerdict(document, request, response);
		verdict.check();
		return verdict.complaints;
	}

	/** What was answered, if it is JSON. */
	static JsonNode body(HttpResponse<byte[]> response) {
		try {
			return (response.body().length > 0) ? JsonMapper.shared().readTree(response.body())
					: MissingNode.getInstance();
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	private void check() {
		int status = this.response.statusCode();
		complainUnless(header("X-Request-Id").matches("[!-~]{1,128}"), "no valid X-Request-Id");
		Operation met = this.request.met();
		if (met != null) {
			complainUnless(met.response(status).isObject(), "undocumented status " + status);
		}
		if (status >= 400) {
			checkProblem(met, status);
		}
		else if (met != null) {
			complainUnless(!this.request.invalid(), "takes what the document forbids");
			checkReply(met, status);
		}
	}

	private void checkProblem(@Nullable Operation met, int status) {
		complainUnless(status != 500, "internal error");
		if (this.request.method().equals("HEAD")) {
			return;
		}
		JsonNode body = body(this.response);
		String code = body.path("code").asString("");
		complainUnless(type().equals("application/problem+json"), "an error as " + type());
		complain(this.document.violations(PROBLEM, body), "a problem document unlike its schema: ");
		complainUnless(body.path("status").asInt(0) == status, "another status in the problem document");
		complainUnless(body.path("request_id").asString("").equals(header("X-Request-Id")), "another request_id");
		ProblemType type = Arrays.stream(ProblemType.values())
			.filter((known) -> known.code().equals(code))
			.findFirst()
			.orElse(null);
		complainUnless(type != null && type.status().value() == status, status + " with the code " + code);
		if (met != null) {
			complainUnless(met.codes(status).contains(code), "undocumented code " + code);
		}
		else {
			complainUnless(type != null && OUTSIDE.contains(type), "outside of any operation: " + code);
		}
	}

	private void checkReply(Operation met, int status) {
		JsonNode documented = met.response(status);
		documented.path("headers")
			.propertyNames()
			.stream()
			.filter((name) -> !name.equals("Preference-Applied"))
			.forEach((name) -> complainUnless(!header(name).isEmpty(), "no header " + name));
		if (!documented.has("content")) {
			complainUnless(this.response.body().length == 0, "a body with " + status);
			return;
		}
		if (documented.path("content").has(type())) {
			complain(this.document.violations(met.replySchema(status, type()), body(this.response)),
					"a reply unlike its schema: ");
		}
		else {
			this.complaints.add("a reply as " + type());
		}
	}

	private void complainUnless(boolean condition, String complaint) {
		if (!condition) {
			this.complaints.add(complaint);
		}
	}

	private void complain(List<String> violations, String complaint) {
		if (!violations.isEmpty()) {
			this.complaints.add(complaint + violations);
		}
	}

	private String type() {
		return header("Content-Type").replaceFirst(";.*", "");
	}

	private String header(String name) {
		return this.response.headers().firstValue(name).orElse("");
	}

	static String shown(HttpResponse<byte[]> response) {
		String text = new String(response.body(), StandardCharsets.UTF_8);
		return response.statusCode() + " " + text.substring(0, Math.min(text.length(), 600));
	}

}
