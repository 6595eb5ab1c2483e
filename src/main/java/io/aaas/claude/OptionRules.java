package io.aaas.claude;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a value may look like, so that it stays a value: on the command line, in a list
 * with commas and in a file of JSON.
 */
final class OptionRules {

	private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/\\[\\]-]{0,127}");

	private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

	private static final Pattern LANGUAGE = Pattern.compile("\\p{L}[\\p{L}\\p{M} ()-]{0,63}");

	private static final int MAX_PROMPT = 256 * 1024;

	/** It is one argument of the program, and Linux takes 128 KiB of bytes in one. */
	private static final int MAX_SCHEMA = 32 * 1024;

	private static final int MAX_TOKENS = 128_000;

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

	/** The fallback would not be one. */
	static void different(@Nullable String model, @Nullable String fallbackModel) {
		if (model != null && fallbackModel != null && Arrays.asList(fallbackModel.split(",")).contains(model)) {
			throw new InvalidOptionException("fallback_model", "must not be the model itself");
		}
	}

	static void prompt(String field, @Nullable String value) {
		if (value == null) {
			return;
		}
		if (value.isBlank()) {
			throw new InvalidOptionException(field, "must not be blank; leave it out");
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

	/** The CLI would cut a higher one down (2.1.197 to 2.1.330). */
	static void tokens(@Nullable Integer value) {
		if (value != null && (value < 1 || value > MAX_TOKENS)) {
			throw new InvalidOptionException("max_tokens", "must be 1 to " + MAX_TOKENS);
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

	static void outputSchema(JsonNode schema) {
		if (!schema.isObject()) {
			throw new InvalidOptionException("output_schema", "must be a JSON Schema object");
		}
		if (schema.toString().length() > MAX_SCHEMA) {
			throw new InvalidOptionException("output_schema", "must be at most " + MAX_SCHEMA + " characters");
		}
	}

}
