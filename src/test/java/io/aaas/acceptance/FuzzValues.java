package io.aaas.acceptance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * JSON as a schema wants it, and as nobody wants it.
 */
final class FuzzValues {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	/** Text that programs stumble over. */
	static final List<String> ODD_TEXTS = List.of("", " ", "\u0000", "a\u0000b", "\n", "\r\nX-Injected: 1", "\t",
			"\u001b[31m", "\u007f", "\u0085", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ud83d\ude00", "e\u0301",
			"\u0130", "\ud800", "\udfff x", "null", "true", "0", "-1", "1e400", "NaN", "../../etc/passwd", "..", ".",
			"/", "\\", "%", "%00", "%s%n", "*", "_", "'", "\"", "'; drop table agents; --", "<script>",
			"${jndi:ldap://x}", "{{7*7}}", "--flag", "-x", "/clear", "@/etc/passwd", "#ask-user", "[secret]", "a:b",
			":", "a,b", "x".repeat(256), "x".repeat(20_000), "\u00e9".repeat(300),
			"00000000-0000-0000-0000-000000000000", "9".repeat(40));

	private static final List<String> ODD_NUMBERS = List.of("0", "-0", "-1", "1", "0.5", "1.0", "2147483647",
			"2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1e2", "1e9", "1e400", "-1e400",
			"1e-400", "1e999999999", "0.1e-999999999", "9".repeat(99), "9".repeat(101));

	private final ApiDocument document;

	private final Random random;

	FuzzValues(ApiDocument document, Random random) {
		this.document = document;
		this.random = random;
	}

	boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

	int below(int bound) {
		return this.random.nextInt(bound);
	}

	<T> T one(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	/** A value that a schema allows, as far as schemas tell. */
	JsonNode valid(JsonNode reference, int depth) {
		JsonNode schema = this.document.resolve(reference);
		if (schema.has("enum")) {
			return one(schema.get("enum").valueStream().toList());
		}
		if (schema.has("oneOf")) {
			return valid(one(schema.get("oneOf").valueStream().toList()), depth);
		}
		if (schema.has("example") && chance(0.5)) {
			return schema.get("example").deepCopy();
		}
		JsonNode types = schema.path("type");
		String type = types.isArray() ? one(types.valueStream().toList()).stringValue() : types.asString("");
		return switch (type) {
			case "object" -> object(schema, depth);
			case "array" -> array(schema, depth);
			case "string" -> JSON.stringNode(text(schema));
			case "integer" -> JSON.numberNode((long) number(schema, 1));
			case "number" -> JSON.numberNode(BigDecimal.valueOf(number(schema, 0.001)));
			case "boolean" -> JSON.booleanNode(chance(0.5));
			case "null" -> JSON.nullNode();
			default -> odd();
		};
	}

	private JsonNode object(JsonNode schema, int depth) {
		ObjectNode object = JSON.objectNode();
		List<String> required = schema.path("required").valueStream().map(JsonNode::stringValue).toList();
		schema.path("properties").propertyStream().forEach((property) -> {
			if (required.contains(property.getKey()) || chance((depth > 0) ? 0.12 : 0.4)) {
				object.set(property.getKey(), valid(property.getValue(), depth + 1));
			}
		});
		JsonNode more = schema.path("additionalProperties");
		for (int i = 0; (more.isObject() || more.asBoolean(false)) && i < below(3); i++) {
			object.set(chance(0.7) ? "Key_" + i : one(ODD_TEXTS), more.isObject() ? valid(more, depth + 1) : odd());
		}
		return object;
	}

	private JsonNode array(JsonNode schema, int depth) {
		ArrayNode array = JSON.arrayNode();
		int size = schema.path("minItems").asInt(0) + below(3);
		for (int i = 0; i < size; i++) {
			array.add(valid(schema.path("items"), depth + 1));
		}
		return array;
	}

	private String text(JsonNode schema) {
		switch (schema.path("format").asString("")) {
			case "uuid" -> {
				return new UUID(this.random.nextLong(), this.random.nextLong()).toString();
			}
			case "date-time" -> {
				return "2026-01-31T12:00:00Z";
			}
			default -> {
			}
		}
		int longest = schema.path("maxLength").asInt(300);
		String text = chance(0.5)
				? one(List.of("hello", "Bash", "a", "sonnet", "x y", "\u00fc\u00e4\u6f22\ud83d\ude00", "#tool x"))
				: one(ODD_TEXTS);
		if (chance(0.1)) {
			text = "y".repeat(longest);
		}
		text = text.substring(0, Math.min(text.length(), longest));
		return (text.length() < schema.path("minLength").asInt(0)) ? "z" : text;
	}

	private double number(JsonNode schema, double step) {
		double least = schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(0) + step);
		double most = schema.path("maximum").asDouble(least + 100_000);
		return switch (below(4)) {
			case 0 -> least;
			case 1 -> most;
			case 2 -> Math.min(most, least + step);
			default -> Math.round(least + this.random.nextDouble() * (most - least) * 0.01);
		};
	}

	/** A value that hardly anything allows. */
	JsonNode odd() {
		return switch (below(9)) {
			case 0 -> JSON.nullNode();
			case 1 -> JSON.booleanNode(chance(0.5));
			case 2, 3 -> JSON.rawValueNode(new RawValue(one(ODD_NUMBERS)));
			case 4 -> JSON.arrayNode();
			case 5 -> JSON.objectNode();
			case 6 -> nested(below(100));
			case 7 -> JSON.arrayNode().add(one(ODD_TEXTS)).addNull().add(1);
			default -> JSON.stringNode(one(ODD_TEXTS));
		};
	}

	private static JsonNode nested(int depth) {
		JsonNode node = JSON.objectNode();
		for (int i = 0; i < depth; i++) {
			node = (i % 2 == 0) ? JSON.arrayNode().add(node) : JSON.objectNode().set("a", node);
		}
		return node;
	}

	/** Spoil one place of a document. */
	JsonNode spoiled(JsonNode document) {
		List<JsonNode> places = new ArrayList<>();
		collect(document, places);
		if (places.isEmpty() || chance(0.05)) {
			return odd();
		}
		switch (one(places)) {
			case ObjectNode object -> spoil(object);
			case ArrayNode array -> spoil(array);
			default -> throw new IllegalStateException();
		}
		return document;
	}

	private void spoil(ObjectNode object) {
		List<String> names = List.copyOf(object.propertyNames());
		String name = names.isEmpty() ? "name" : one(names);
		switch (below(4)) {
			case 0 -> object.set(chance(0.5) ? "unknown" : one(ODD_TEXTS), odd());
			case 1 -> object.remove(name);
			default -> object.set(name, odd());
		}
	}

	private void spoil(ArrayNode array) {
		switch (below(3)) {
			case 0 -> array.removeAll();
			case 1 -> {
				JsonNode item = odd();
				for (int i = 0; i < 200; i++) {
					array.add(item);
				}
			}
			default -> array.insert(0, odd());
		}
	}

	private static void collect(JsonNode node, List<JsonNode> places) {
		if (node.isContainer()) {
			places.add(node);
			node.valueStream().forEach((child) -> collect(child, places));
		}
	}

	/** The text of a document; sometimes what is no JSON. */
	String written(JsonNode document, double broken) {
		String text = JsonMapper.shared().writeValueAsString(document);
		if (!chance(broken)) {
			return text;
		}
		return switch (below(9)) {
			case 0 -> text.substring(0, below(text.length() + 1));
			case 1 -> text + "}";
			case 2 -> "\ufeff" + text;
			case 3 -> text.replaceFirst("\\{", "{\"name\":\"a\",\"name\":\"b\",");
			case 4 -> text.replaceFirst(":", ":NaN,");
			case 5 -> "// no comment\n" + text;
			case 6 -> text.replace('"', '\'');
			case 7 -> "[".repeat(100_000);
			default -> text.replaceFirst("\"", "\"\\ud83d");
		};
	}

}
