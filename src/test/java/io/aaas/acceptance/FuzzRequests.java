package io.aaas.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.aaas.TestHttp;
import io.aaas.acceptance.ApiDocument.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Requests for an operation: right ones, wrong ones, and nearly right ones.
 */
final class FuzzRequests {

	private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS",
			"TRACE", "PROPFIND", "get");

	private static final List<String> TYPES = List.of("text/plain", "application/xml",
			"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
			"application/json; charset=nope", "application/jsonx", "garbage", "/", "*/*", "");

	/** Streams are not among them: they do not end. */
	private static final List<String> ACCEPTED = List.of("text/html", "application/xml", "application/problem+json",
			"application/json;q=0", "*/*;q=0.1, text/html", "garbage", "a/b/c", ",", "");

	private static final List<String> PREFERENCES = List.of("respond-async", "wait=0", "wait=1",
			"respond-async, wait=0", "wait", "wait=", "wait=-1", "wait=soon", "wait=99999999999", ", ,=",
			"handling=lenient", "wait=0;x=y", "WAIT=0");

	private final ApiDocument document;

	private final FuzzValues values;

	private final FuzzWorld world;

	FuzzRequests(ApiDocument document, FuzzValues values, FuzzWorld world) {
		this.document = document;
		this.values = values;
		this.world = world;
	}

	/** What to send next. */
	FuzzRequest next() {
		Operation operation = this.values.one(this.document.operations());
		boolean spoilt = this.values.chance(0.5);
		List<String> headers = new ArrayList<>();
		String method = operation.method().toUpperCase(Locale.ROOT);
		if (this.values.chance(0.03)) {
			method = this.values.one(METHODS);
		}
		boolean keyless = this.values.chance(0.02);
		if (!keyless) {
			headers.addAll(List.of("X-API-Key", TestHttp.KEY));
		}
		else if (this.values.chance(0.5)) {
			headers.addAll(List.of(this.values.chance(0.5) ? "X-API-Key" : "Authorization", visible("Bearer ")));
		}
		Path path = path(operation, spoilt);
		boolean[] invalid = new boolean[1];
		String query = query(operation, spoilt, invalid);
		addHeaders(operation, headers, spoilt);
		Body body = body(operation, headers, spoilt);
		boolean other = !method.equals(operation.method().toUpperCase(Locale.ROOT));
		Operation met = other ? this.document.operation(operation.path(), method) : operation;
		// What takes no body says nothing of its size.
		byte[] sent = (other && met != null && !met.hasBody()) ? null : body.bytes();
		return new FuzzRequest(operation, path.own() ? met : null, method, path.text() + query, headers, sent,
				!other && (invalid[0] || body.invalid()));
	}

	private record Path(String text, boolean own) {
	}

	private Path path(Operation operation, boolean spoilt) {
		List<String> ids = this.world.ids(operation.path(), this.values);
		StringBuilder path = new StringBuilder();
		boolean own = true;
		for (String step : operation.path().split("/", -1)) {
			if (step.startsWith("{")) {
				String value = ids.removeFirst();
				if (spoilt && this.values.chance(0.3)) {
					value = this.values.chance(0.5) ? this.values.one(FuzzValues.ODD_TEXTS)
							: value.toUpperCase(Locale.ROOT);
				}
				own &= !Set.of("", ".", "..").contains(value);
				step = (spoilt && this.values.chance(0.05))
						? this.values.one(List.of("%ff", "%c0%af", "a;b=c", "%2e%2e", "a%2Fb", "a%0Ab"))
						: encoded(value);
				own &= !step.equals("%2e%2e");
			}
			path.append(path.isEmpty() && step.isEmpty() ? "" : "/").append(step);
		}
		String text = path.toString();
		return new Path(text.startsWith("/") ? text : "/" + text, own);
	}

	private String query(Operation operation, boolean spoilt, boolean[] invalid) {
		List<String> parts = new ArrayList<>();
		for (JsonNode parameter : operation.parameters("query")) {
			if (!this.values.chance(0.4)) {
				continue;
			}
			JsonNode schema = this.document.resolve(parameter.get("schema"));
			boolean list = schema.path("type").asString("").equals("array");
			JsonNode item = list ? this.document.resolve(schema.get("items")) : schema;
			String value = (spoilt && this.values.chance(0.5)) ? this.values.one(FuzzValues.ODD_TEXTS)
					: this.values.valid(item, 1).asString("");
			if (!list && !isValid(operation, parameter, item, value)) {
				invalid[0] = true;
			}
			for (int i = 0; i < (this.values.chance(0.05) ? 2 : 1); i++) {
				parts.add(parameter.get("name").stringValue() + "=" + encoded(value));
			}
		}
		if (spoilt && this.values.chance(0.1)) {
			parts.add(encoded(this.values.one(FuzzValues.ODD_TEXTS)) + "="
					+ encoded(this.values.one(FuzzValues.ODD_TEXTS)));
		}
		if (spoilt && this.values.chance(0.03)) {
			parts.add(this.values.one(List.of("=x", "=", "a=%ff", "%c0%af=1", "", "limit", "status=&status=",
					"a[b]=c".replace("[", "%5B"))));
		}
		return parts.isEmpty() ? "" : "?" + String.join("&", parts);
	}

	/** Spring takes an empty value for an absent one. */
	private boolean isValid(Operation operation, JsonNode parameter, JsonNode schema, String value) {
		JsonNode node = JsonNodeFactory.instance.stringNode(value);
		if (Set.of("integer", "boolean").contains(schema.path("type").asString(""))
				&& value.matches("-?\\d{1,30}|true|false")) {
			node = JsonMapper.shared().readTree(value.replaceFirst("^(-?)0+(?=\\d)", "$1"));
		}
		return value.isEmpty() || this.document.violations(operation.parameterSchema(parameter), node).isEmpty();
	}

	private void addHeaders(Operation operation, List<String> headers, boolean spoilt) {
		for (JsonNode parameter : operation.parameters("header")) {
			String name = parameter.get("name").stringValue();
			if (name.equals("Prefer") && this.values.chance(0.8)) {
				headers.addAll(List.of(name,
						spoilt ? this.values.one(PREFERENCES) : this.values.one(PREFERENCES.subList(0, 4))));
			}
			else if (!name.equals("Prefer") && this.values.chance(0.2)) {
				headers.addAll(List.of(name, spoilt ? visible("k") : "key-" + this.values.below(100)));
			}
		}
		if (spoilt && this.values.chance(0.1)) {
			headers.addAll(List.of("Accept", this.values.one(ACCEPTED)));
		}
		if (this.values.chance(0.1)) {
			headers.addAll(List.of("X-Request-Id", visible("id-")));
		}
		if (spoilt && this.values.chance(0.02)) {
			headers.addAll(List.of("Origin", this.values.one(List.of("http://evil.example", "null", visible("")))));
		}
	}

	/** A header's value: no control characters, since no client sends them. */
	private String visible(String prefix) {
		String text = (prefix + this.values.one(FuzzValues.ODD_TEXTS)).chars()
			.filter((c) -> c >= ' ' && c < 127)
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
		return (text.length() > 1000) ? text.substring(0, 1000) : text;
	}

	private record Body(byte @Nullable [] bytes, boolean invalid) {
	}

	private Body body(Operation operation, List<String> headers, boolean spoilt) {
		if (!operation.hasBody()) {
			boolean some = spoilt && this.values.chance(0.1);
			return new Body(some ? this.values.written(this.values.odd(), 0.5).getBytes(StandardCharsets.UTF_8) : null,
					false);
		}
		if (!(spoilt && this.values.chance(0.06))) {
			headers.addAll(List.of("Content-Type", this.values.one(List.copyOf(operation.bodyTypes()))));
		}
		else if (this.values.chance(0.8)) {
			headers.addAll(List.of("Content-Type", this.values.one(TYPES)));
		}
		if (spoilt && this.values.chance(0.02)) {
			int size = this.values.one(List.of(1 << 20, (1 << 20) + 1, 10 << 20, (10 << 20) + 1));
			return new Body(("{\"message\":\"" + "a".repeat(size - 14) + "\"}").getBytes(StandardCharsets.UTF_8),
					false);
		}
		JsonNode body = example(operation);
		if (body == null || this.values.chance(0.6)) {
			body = this.values.valid(operation.description().at("/requestBody/content/application~1json/schema"), 0);
		}
		for (int i = 0; spoilt && i < 1 + this.values.below(2); i++) {
			body = this.values.spoiled(body);
		}
		String text = this.values.written(body, spoilt ? 0.1 : 0);
		return new Body(bytes(text), isInvalid(operation, text));
	}

	private byte[] bytes(String text) {
		// What is invalid in UTF-8 was tried long enough by one byte.
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length > 0 && this.values.chance(0.01)) {
			bytes[this.values.below(bytes.length)] = (byte) 0xff;
		}
		return bytes;
	}

	private @Nullable JsonNode example(Operation operation) {
		List<JsonNode> examples = operation.description()
			.at("/requestBody/content/application~1json/examples")
			.valueStream()
			.toList();
		return examples.isEmpty() ? null : this.document.resolve(this.values.one(examples)).get("value").deepCopy();
	}

	/** Whether the document forbids it. */
	private boolean isInvalid(Operation operation, String text) {
		try {
			return !this.document
				.violations(operation.bodySchema(), JsonMapper.shared().readTree(text.getBytes(StandardCharsets.UTF_8)))
				.isEmpty();
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

	private static String encoded(String text) {
		StringBuilder encoded = new StringBuilder();
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			char c = (char) (b & 0xff);
			if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
				encoded.append(c);
			}
			else {
				encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
			}
		}
		return encoded.toString();
	}

}
