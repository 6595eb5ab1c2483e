package io.aaas.claude;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link OutputSchema}.
 */
class OutputSchemaTests {

	private static final String AGE = "'type':'object','properties':{'age':{'type':'integer'}},'required':['age']";

	@Test
	void violationsWhenAnswerSatisfiesAreNone() {
		assertThat(schema("{" + AGE + "}").violations(json("{'age':3}"))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{'age':'three'} | /age
			{}              | age
			[]              | object
			""")
	void violationsWhenAnswerIsWrongNameTheField(String answer, String named) {
		assertThat(schema("{" + AGE + "}").violations(json(answer)))
			.anySatisfy((violation) -> assertThat(violation).contains(named));
	}

	@Test
	void violationsWhenThereIsNoAnswerSayIt() {
		assertThat(schema("{" + AGE + "}").violations(null)).containsExactly("there is no structured output");
	}

	@Test
	void violationsWhenSchemaRefersToItselfFollowTheAnswer() {
		OutputSchema tree = schema("""
				{'type':'object','properties':{'n':{'type':'integer'},'child':{'$ref':'#'}},'required':['n']}""");
		assertThat(tree.violations(json("{'n':1,'child':{'n':2,'child':{'n':3}}}"))).isEmpty();
		assertThat(tree.violations(json("{'n':1,'child':{'n':2,'child':{}}}"))).hasSize(1);
	}

	@Test
	void violationsWhenPatternBacktracksAreFoundInLinearTime() {
		OutputSchema schema = schema("{'type':'object','properties':{'a':{'type':'string','pattern':'^(a+)+$'}}}");
		assertThat(schema.violations(StreamJson.object().put("a", "a".repeat(100_000) + "!"))).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[]                                                              | output_schema
			{}                                                              | output_schema.type
			{'type':'array'}                                                | output_schema.type
			{'type':['object','null']}                                      | output_schema.type
			{'type':'object','properties':[]}                               | output_schema.properties
			{'type':'object','properties':{'a':1}}                          | output_schema.properties.a
			{'type':'object','properties':{'a':{'type':'text'}}}            | output_schema.properties.a.type
			{'type':'object','properties':{'a':{'type':[]}}}                | output_schema.properties.a.type
			{'type':'object','properties':{'a':{'enum':[]}}}                | output_schema.properties.a.enum
			{'type':'object','required':'a'}                                | output_schema.required
			{'type':'object','required':['a','a']}                          | output_schema.required
			{'type':'object','prefixItems':[]}                              | output_schema.prefixItems
			{'type':'object','colour':'red'}                                | output_schema.colour
			{'type':'object','allOf':[]}                                    | output_schema.allOf
			{'type':'object','anyOf':[{'type':'objekt'}]}                   | output_schema.anyOf[0].type
			{'type':'object','properties':{'a':{'pattern':'['}}}            | output_schema.properties.a.pattern
			{'type':'object','properties':{'a':{'pattern':'(?=a)'}}}        | output_schema.properties.a.pattern
			{'type':'object','patternProperties':{'(':{}}}                  | output_schema.patternProperties.(
			{'type':'object','properties':{'a':{'minLength':-1}}}           | output_schema.properties.a.minLength
			{'type':'object','properties':{'a':{'multipleOf':0}}}           | output_schema.properties.a.multipleOf
			{'type':'object','if':{}}                                       | output_schema.if
			{'type':'object','then':{}}                                     | output_schema.if
			{'type':'object','properties':{'a':{'additionalItems':false}}}  | output_schema.properties.a.additionalItems
			{'type':'object','$schema':'http://json-schema.org/draft-04/schema#'} | output_schema.$schema
			{'type':'object','properties':{'a':{'$ref':'http://a.example/b'}}} | output_schema.properties.a.$ref
			{'type':'object','properties':{'a':{'$ref':'#/definitions/b'}}}   | output_schema.properties.a.$ref
			{'type':'object','properties':{'a':{'$ref':'file:///etc/passwd'}}} | output_schema.properties.a.$ref
			""")
	void ofWhenSchemaIsWrongNamesThePath(String schema, String field) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> schema(schema))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(field));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type':'object','$ref':'#'}", "{'type':'object','allOf':[{'$ref':'#'}]}",
			"{'type':'object','allOf':[{'$ref':'#/definitions/none'}]}",
			"{'type':'object','allOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}" })
	void ofWhenReferenceLeadsNowhereIsRefused(String schema) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> schema(schema));
	}

	@Test
	void violationsWhenSchemaIsEndlessBelowAPropertySayIt() {
		OutputSchema schema = schema(
				"""
						{'type':'object','properties':{'a':{'$ref':'#/$defs/x'}},'$defs':{'x':{'allOf':[{'$ref':'#/$defs/x'}]}}}""");
		assertThat(schema.violations(json("{'a':1}"))).containsExactly("the schema refers to itself without end");
	}

	@Test
	void ofWhenSchemaIsTooLongIsRefused() {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(
					() -> OutputSchema.of(StreamJson.object().put("type", "object").put("title", "x".repeat(40_000))))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("output_schema"));
	}

	@ParameterizedTest
	@CsvSource({ "2.1.330,true", "2.1.197,false" })
	void argumentHoldsWhatTheVersionTakes(String version, boolean format) {
		OutputSchema schema = schema("""
				{'$schema':'https://json-schema.org/draft/2020-12/schema','$id':'urn:a','type':'object',
				'properties':{'format':{'type':'string','format':'date','$id':'urn:b'}},
				'anyOf':[{'properties':{'b':{'format':'email'}}},true],'default':{'format':'kept'}}""");
		JsonNode argument = json(schema.argument(ClaudeVersion.parse(version)));
		assertThat(argument.has("$schema")).isFalse();
		assertThat(argument.at("/properties/format/type").stringValue()).isEqualTo("string");
		assertThat(argument.at("/properties/format").has("$id")).isFalse();
		assertThat(argument.at("/properties/format").has("format")).isEqualTo(format);
		assertThat(argument.at("/anyOf/0/properties/b").has("format")).isEqualTo(format);
		assertThat(argument.at("/default/format").stringValue()).isEqualTo("kept");
	}

	private static OutputSchema schema(String json) {
		return OutputSchema.of(json(json));
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

}
