package io.aaas.claude;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a value may look like, so that it stays a value: on the command line, in a list
 * with commas and in a file of JSON.
 */
final class OptionRules {

	private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/\\[\\]-]{0,127}");

	private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

	private static final Pattern LANGUAGE = Pattern.compile("\\p{L}[\\p{L}\\p{M} ()-]{0,63}");

	private static final Pattern TOOL = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");

	/** A tool's name, and in brackets anything printable but brackets and commas. */
	private static final Pattern RULE = Pattern
		.compile("[A-Za-z][A-Za-z0-9_.*-]{0,127}(\\([^()\\p{Cntrl}\\p{Cs}]{1,512}\\))?");

	private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

	private static final int MAX_PROMPT = 256 * 1024;

	/** It is one argument of the program, and Linux takes 128 KiB of bytes in one. */
	private static final int MAX_SCHEMA = 32 * 1024;

	private static final int MAX_LIST = 128;

	private static final BigDecimal MAX_BUDGET = new BigDecimal("1000000");

	private static final int MAX_SCALE = 12;

	private OptionRules() {
	}

	static void model(String field, @Nullable String value) {
		if (value != null && !MODEL.matcher(value).matches()) {
			throw new InvalidOptionException(field, "must match " + MODEL);
		}
	}

	static void models(String field, @Nullable String value) {
		if (value != null) {
			for (String name : value.split(",", -1)) {
				model(field, name);
			}
		}
	}

	static void effort(@Nullable String value) {
		if (value != null && !EFFORTS.contains(value)) {
			throw new InvalidOptionException("effort", "must be one of low, medium, high, xhigh, max");
		}
	}

	static void prompt(String field, @Nullable String value) {
		if (value == null) {
			return;
		}
		if (value.length() > MAX_PROMPT) {
			throw new InvalidOptionException(field, "must be at most " + MAX_PROMPT + " characters");
		}
		if (value.indexOf('\0') >= 0) {
			throw new InvalidOptionException(field, "must not contain U+0000");
		}
	}

	static void language(@Nullable String value) {
		if (value != null && !LANGUAGE.matcher(value).matches()) {
			throw new InvalidOptionException("language", "must be the name or code of a language");
		}
	}

	static void positive(String field, @Nullable Integer value) {
		if (value != null && value < 1) {
			throw new InvalidOptionException(field, "must be at least 1");
		}
	}

	static void temperature(@Nullable Double value) {
		if (value != null && !(value >= 0 && value <= 1)) {
			throw new InvalidOptionException("temperature", "must be from 0 to 1");
		}
	}

	static void budget(@Nullable BigDecimal value) {
		if (value != null && (value.signum() <= 0 || value.compareTo(MAX_BUDGET) > 0 || value.scale() > MAX_SCALE)) {
			throw new InvalidOptionException("max_budget_usd",
					"must be more than 0, at most " + MAX_BUDGET + ", with at most " + MAX_SCALE + " decimals");
		}
	}

	static void toolNames(String field, @Nullable List<String> values) {
		list(field, values, TOOL, "must be the name of a tool");
	}

	static void toolRules(String field, @Nullable List<String> values) {
		list(field, values, RULE, "must be a tool, or a tool and a pattern in brackets, such as Bash(git log:*)");
	}

	private static void list(String field, @Nullable List<String> values, Pattern form, String detail) {
		if (values == null) {
			return;
		}
		if (values.size() > MAX_LIST) {
			throw new InvalidOptionException(field, "must have at most " + MAX_LIST + " entries");
		}
		for (int i = 0; i < values.size(); i++) {
			String value = values.get(i);
			// The CLI splits the list at commas outside of brackets.
			if (!form.matcher(value).matches()) {
				throw new InvalidOptionException(field + "[" + i + "]", detail);
			}
		}
	}

	static void mcpServers(@Nullable ObjectNode servers) {
		if (servers == null) {
			return;
		}
		for (Map.Entry<String, JsonNode> server : servers.properties()) {
			if (!SERVER.matcher(server.getKey()).matches()) {
				throw new InvalidOptionException("mcp_servers",
						"must have names of letters, digits, '-' and '_', 64 at most");
			}
			if (!server.getValue().isObject()) {
				throw new InvalidOptionException("mcp_servers." + server.getKey(), "must be an object");
			}
		}
	}

	static void outputSchema(@Nullable JsonNode schema) {
		if (schema != null && !schema.isObject()) {
			throw new InvalidOptionException("output_schema", "must be a JSON Schema object");
		}
		if (schema != null && schema.toString().length() > MAX_SCHEMA) {
			throw new InvalidOptionException("output_schema", "must be at most " + MAX_SCHEMA + " characters");
		}
	}

}
