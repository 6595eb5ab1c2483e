package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema with an answer that satisfies it and one that does not.
 */
record SchemaCase(ObjectNode schema, JsonNode right, JsonNode wrong) {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** The same for the same seed. */
	static List<SchemaCase> random(long seed, int count) {
		Random random = new Random(seed);
		List<SchemaCase> cases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			cases.add(object(random, 2));
		}
		return cases;
	}

	private static SchemaCase object(Random random, int depth) {
		ObjectNode schema = JSON.createObjectNode().put("type", "object");
		ObjectNode properties = schema.putObject("properties");
		ArrayNode required = schema.putArray("required");
		ObjectNode right = JSON.createObjectNode();
		ObjectNode wrong = JSON.createObjectNode();
		int count = 1 + random.nextInt(3);
		int broken = random.nextInt(count);
		for (int i = 0; i < count; i++) {
			String name = "p" + i;
			SchemaCase property = any(random, depth);
			properties.set(name, property.schema());
			required.add(name);
			right.set(name, property.right());
			wrong.set(name, (i == broken) ? property.wrong() : property.right());
		}
		switch (random.nextInt(4)) {
			case 0 -> {
				schema.put("additionalProperties", false);
				wrong = right.deepCopy();
				wrong.put("unasked", 1);
			}
			case 1 -> {
				wrong = right.deepCopy();
				wrong.remove("p" + broken);
			}
			default -> {
			}
		}
		return new SchemaCase(schema, right, wrong);
	}

	private static SchemaCase any(Random random, int depth) {
		return switch (random.nextInt((depth > 0) ? 10 : 7)) {
			case 0 -> of("{'type':'integer','minimum':1,'maximum':9}", "5", "10");
			case 1 -> of("{'type':'string','pattern':'^[a-z]+$','maxLength':8}", "'abc'", "'ABC'");
			case 2 -> of("{'type':'string','enum':['red','blue']}", "'blue'", "'green'");
			case 3 -> of("{'type':['number','null'],'multipleOf':0.5}", "null", "0.3");
			case 4 -> of("{'const':{'a':[1,true]}}", "{'a':[1,true]}", "{'a':[1,false]}");
			case 5 -> of("{'anyOf':[{'type':'string','minLength':2},{'type':'boolean'}]}", "true", "'x'");
			case 6 -> of("{'type':'string','format':'date','title':'A day','description':'of the year'}",
					"'2026-02-28'", "7");
			case 7 -> object(random, depth - 1);
			case 8 -> array(any(random, depth - 1));
			default ->
				of("{'not':{'type':'string'},'if':{'type':'integer'},'then':{'type':'integer','minimum':3}}", "4", "2");
		};
	}

	private static SchemaCase array(SchemaCase item) {
		ObjectNode schema = JSON.createObjectNode().put("type", "array").put("minItems", 1).put("maxItems", 2);
		schema.set("items", item.schema());
		return new SchemaCase(schema, JSON.createArrayNode().add(item.right()),
				JSON.createArrayNode().add(item.wrong()));
	}

	private static SchemaCase of(String schema, String right, String wrong) {
		return new SchemaCase((ObjectNode) json(schema), json(right), json(wrong));
	}

	private static JsonNode json(String text) {
		return JSON.readTree(text.replace('\'', '"'));
	}

}
