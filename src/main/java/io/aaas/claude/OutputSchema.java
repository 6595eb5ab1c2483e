package io.aaas.claude;

import java.util.List;

import com.google.re2j.Pattern;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpressionFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema of draft-07 that the answer of a turn is held to. The CLI holds the model
 * to it and lets it try again; what comes of that is checked here once more, because
 * 2.1.197 drops a schema it cannot read without a word, and both versions take an answer
 * in plain text for a success. Immutable.
 */
public final class OutputSchema {

	/** The CLI names it when it does not take a schema. */
	public static final String FLAG = "--json-schema";

	private static final RegularExpressionFactory LINEAR = (regex) -> {
		Pattern pattern = Pattern.compile(regex);
		return (value) -> pattern.matcher(value).find();
	};

	/** {@code format} is not asserted: the CLI does not either. */
	private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7,
			(builder) -> builder.schemaCacheEnabled(false)
				.schemaRegistryConfig(SchemaRegistryConfig.builder()
					.regularExpressionFactory(LINEAR)
					.formatAssertionsEnabled(false)
					.build()));

	private static final int MOST_VIOLATIONS = 5;

	private static final List<String> ENDLESS = List.of("the schema refers to itself without end");

	private final ObjectNode document;

	private OutputSchema(ObjectNode document) {
		this.document = document;
	}

	/**
	 * Check a schema.
	 * @param document the schema: an object whose root is of the type {@code object}, as
	 * the Messages API demands of a tool's input
	 * @return the schema
	 * @throws InvalidOptionException if it is none, or one that the CLI cannot hold the
	 * model to; its field is the path in {@code output_schema}
	 */
	public static OutputSchema of(JsonNode document) {
		OptionRules.outputSchema(document);
		if (!(document instanceof ObjectNode object) || !"object".equals(document.path("type").asString(""))) {
			throw new InvalidOptionException("output_schema.type", "must be \"object\"");
		}
		SchemaKeywords.check(object);
		OutputSchema schema = new OutputSchema(SchemaKeywords.withoutIdentity(object));
		if (schema.violations(StreamJson.object()).equals(ENDLESS)) {
			throw new InvalidOptionException("output_schema", "refers to itself without end");
		}
		return schema;
	}

	/**
	 * A schema that was checked when it was stored.
	 * @param document the {@link #document()} of another one
	 * @return the schema
	 */
	public static OutputSchema stored(JsonNode document) {
		return new OutputSchema((ObjectNode) document);
	}

	/**
	 * The schema as it is checked, to be stored.
	 * @return a copy
	 */
	public JsonNode document() {
		return this.document.deepCopy();
	}

	/** What the CLI is started with. */
	String argument(ClaudeVersion version) {
		return SchemaKeywords.asTakenBy(version, this.document).toString();
	}

	/**
	 * What is wrong with an answer.
	 * @param answer the answer; {@code null} if there was none
	 * @return the first few violations, for people; empty if it satisfies the schema
	 */
	public List<String> violations(@Nullable JsonNode answer) {
		if (answer == null) {
			return List.of("there is no structured output");
		}
		try {
			Schema schema = SCHEMAS.getSchema(this.document);
			return schema.validate(answer).stream().limit(MOST_VIOLATIONS).map((error) -> error.toString()).toList();
		}
		catch (StackOverflowError ex) {
			return ENDLESS;
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof OutputSchema schema && this.document.equals(schema.document);
	}

	@Override
	public int hashCode() {
		return this.document.hashCode();
	}

	@Override
	public String toString() {
		return this.document.toString();
	}

}
