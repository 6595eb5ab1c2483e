package io.aaas.claude;

import java.util.Set;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keywords of JSON Schema draft-07, and which of them the CLI takes. It validates
 * with Ajv in strict mode: 2.1.330 does not start with a keyword it does not know,
 * 2.1.197 drops the whole schema.
 */
final class SchemaKeywords {

	/** One schema below them, or for {@code items} a list of them. */
	private static final Set<String> SCHEMAS = Set.of("items", "additionalItems", "contains", "additionalProperties",
			"propertyNames", "not", "if", "then", "else");

	private static final Set<String> SCHEMA_LISTS = Set.of("allOf", "anyOf", "oneOf");

	private static final Set<String> SCHEMA_MAPS = Set.of("properties", "patternProperties", "definitions", "$defs",
			"dependencies");

	private static final Set<String> VALUES = Set.of("$schema", "$id", "$ref", "$comment", "title", "description",
			"default", "examples", "readOnly", "writeOnly", "type", "enum", "const", "multipleOf", "maximum",
			"exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems",
			"minItems", "uniqueItems", "maxProperties", "minProperties", "required", "format", "contentEncoding",
			"contentMediaType");

	private static final Set<String> DIALECTS = Set.of("http://json-schema.org/draft-07/schema",
			"https://json-schema.org/draft/2020-12/schema");

	private static final Set<String> TYPES = Set.of("object", "array", "string", "number", "integer", "boolean",
			"null");

	private final ObjectNode root;

	private SchemaKeywords(ObjectNode root) {
		this.root = root;
	}

	/**
	 * Check a schema and those below it.
	 * @throws InvalidOptionException with the path of what is wrong
	 */
	static void check(ObjectNode schema) {
		new SchemaKeywords(schema).check("output_schema", schema);
	}

	private void check(String path, JsonNode schema) {
		if (schema.isBoolean()) {
			return;
		}
		if (!schema.isObject()) {
			throw new InvalidOptionException(path, "must be a schema: an object or a boolean");
		}
		checkCompanions(path, schema);
		schema.properties().forEach((entry) -> {
			String keyword = entry.getKey();
			String at = path + "." + keyword;
			JsonNode value = entry.getValue();
			if (SCHEMAS.contains(keyword)) {
				checkSchemaOrList(at, value, keyword.equals("items"));
			}
			else if (SCHEMA_LISTS.contains(keyword)) {
				checkList(at, value);
			}
			else if (SCHEMA_MAPS.contains(keyword)) {
				checkMap(at, keyword, value);
			}
			else if (VALUES.contains(keyword)) {
				checkValue(at, keyword, value);
			}
			else {
				throw new InvalidOptionException(at, "is not a keyword of JSON Schema draft-07");
			}
		});
	}

	/**
	 * Without the other one they have no effect, which strict mode takes for a mistake.
	 */
	private static void checkCompanions(String path, JsonNode schema) {
		boolean conclusion = schema.has("then") || schema.has("else");
		if (schema.has("if") != conclusion) {
			throw new InvalidOptionException(path + ".if", "must come with then or else, and they with it");
		}
		if (schema.has("additionalItems") && !schema.path("items").isArray()) {
			throw new InvalidOptionException(path + ".additionalItems", "has no effect unless items is an array");
		}
	}

	private void checkSchemaOrList(String path, JsonNode value, boolean mayBeList) {
		if (mayBeList && value.isArray()) {
			checkList(path, value);
		}
		else {
			check(path, value);
		}
	}

	private void checkList(String path, JsonNode list) {
		if (!list.isArray() || list.isEmpty()) {
			throw new InvalidOptionException(path, "must be a non-empty array of schemas");
		}
		for (int i = 0; i < list.size(); i++) {
			check(path + "[" + i + "]", list.get(i));
		}
	}

	private void checkMap(String path, String keyword, JsonNode map) {
		if (!map.isObject()) {
			throw new InvalidOptionException(path, "must be an object of schemas");
		}
		map.properties().forEach((entry) -> {
			String at = path + "." + entry.getKey();
			if (keyword.equals("patternProperties")) {
				checkPattern(at, entry.getKey());
			}
			if (!(keyword.equals("dependencies") && entry.getValue().isArray())) {
				check(at, entry.getValue());
			}
		});
	}

	private void checkValue(String path, String keyword, JsonNode value) {
		boolean right = switch (keyword) {
			case "$schema" -> DIALECTS.contains(value.asString("").replaceFirst("#$", ""));
			case "$ref" -> isDefined(value.asString(""));
			case "$id", "$comment", "title", "description", "format", "contentEncoding", "contentMediaType" ->
				value.isString();
			case "type" -> isType(value)
					|| value.isArray() && !value.isEmpty() && value.valueStream().allMatch(SchemaKeywords::isType)
							&& value.valueStream().distinct().count() == value.size();
			case "enum" -> value.isArray() && !value.isEmpty();
			case "required" -> value.isArray() && value.valueStream().allMatch(JsonNode::isString)
					&& value.valueStream().distinct().count() == value.size();
			case "multipleOf" -> value.isNumber() && value.asDecimal().signum() > 0;
			case "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum" -> value.isNumber();
			case "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties" ->
				value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
			case "uniqueItems", "readOnly", "writeOnly" -> value.isBoolean();
			case "examples" -> value.isArray();
			case "pattern" -> {
				checkPattern(path, value.asString(""));
				yield value.isString();
			}
			default -> true;
		};
		if (!right) {
			throw new InvalidOptionException(path,
					"has a value that JSON Schema draft-07 does not allow" + (keyword.equals("$ref")
							? " here: it must lead to a schema in this one, as #/definitions/a does" : ""));
		}
	}

	private boolean isDefined(String reference) {
		if (!reference.matches("#(/[^%]*)?")) {
			return false;
		}
		JsonNode target = this.root.at(reference.substring(1));
		return target.isObject() || target.isBoolean();
	}

	private static boolean isType(JsonNode value) {
		return value.isString() && TYPES.contains(value.stringValue());
	}

	private static void checkPattern(String path, String pattern) {
		try {
			Pattern.compile(pattern);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidOptionException(path,
					"must be a regular expression without look-around and back references: " + ex.getDescription());
		}
	}

	/** The schema without what names it: it is on its own, and of one dialect. */
	static ObjectNode withoutIdentity(ObjectNode schema) {
		return (ObjectNode) without(Set.of("$schema", "$id"), schema);
	}

	/** As a version takes it: 2.1.197 drops a schema with {@code format}. */
	static JsonNode asTakenBy(ClaudeVersion version, ObjectNode schema) {
		return (version.compareTo(ClaudeVersion.NEWEST) >= 0) ? schema : without(Set.of("format"), schema);
	}

	private static JsonNode without(Set<String> keywords, JsonNode schema) {
		if (!(schema instanceof ObjectNode object)) {
			return schema;
		}
		ObjectNode result = StreamJson.object();
		object.properties().forEach((entry) -> {
			String keyword = entry.getKey();
			JsonNode value = entry.getValue();
			if (!keywords.contains(keyword)) {
				result.set(keyword,
						SCHEMAS.contains(keyword) || SCHEMA_LISTS.contains(keyword) ? withoutEach(keywords, value)
								: SCHEMA_MAPS.contains(keyword) ? withoutInMap(keywords, value) : value);
			}
		});
		return result;
	}

	private static JsonNode withoutEach(Set<String> keywords, JsonNode value) {
		if (!value.isArray()) {
			return without(keywords, value);
		}
		return StreamJson.object()
			.putArray("list")
			.addAll(value.valueStream().map((schema) -> without(keywords, schema)).toList());
	}

	private static JsonNode withoutInMap(Set<String> keywords, JsonNode map) {
		ObjectNode result = StreamJson.object();
		map.properties().forEach((entry) -> result.set(entry.getKey(), without(keywords, entry.getValue())));
		return result;
	}

}
