package io.aaas.claude;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of stream-json to one message and back. Lenient: fields it does not know are
 * ignored, the order of fields means nothing (it changes between CLI versions), and a
 * line that is no JSON is a message as well. Thread-safe.
 */
final class StreamJson {

	/** The longest line that is looked into. */
	static final int MAX_LINE = 64 * 1024 * 1024;

	private static final int MAX_DEPTH = 500;

	/**
	 * Parts of lines that can be huge and that no message holds, as paths without
	 * indexes.
	 */
	private static final Set<String> UNUSED = Set.of("/tool_use_result", "/message/content/content",
			"/message/content/input", "/message/content/source", "/message/content/thinking",
			"/message/content/signature");

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(
					StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxStringLength(MAX_LINE).build())
			.build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		// A tool's input goes back to the CLI as it came.
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private StreamJson() {
	}

	/** Parse a line that is held in memory. */
	static ClaudeMessage parse(String line) {
		try {
			return interpret(MAPPER.readTree(line));
		}
		catch (JacksonException ex) {
			return new ClaudeMessage.Unparsed(reason(ex));
		}
	}

	/** Parse a line that is too long to be held, keeping only what messages hold. */
	static ClaudeMessage parse(InputStream line) {
		try (JsonParser parser = MAPPER.createParser(new InputStreamReader(line, StandardCharsets.UTF_8))) {
			parser.nextToken();
			JsonNode root = prune(parser, "");
			if (parser.nextToken() != null) {
				return new ClaudeMessage.Unparsed("something follows the JSON value");
			}
			return interpret(root);
		}
		catch (JacksonException ex) {
			return new ClaudeMessage.Unparsed(reason(ex));
		}
	}

	/** As one line with its line feed. */
	static byte[] line(JsonNode node) {
		byte[] json = MAPPER.writeValueAsBytes(node);
		byte[] line = Arrays.copyOf(json, json.length + 1);
		line[json.length] = '\n';
		return line;
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	private static ClaudeMessage interpret(JsonNode root) {
		if (!(root instanceof ObjectNode object)) {
			return new ClaudeMessage.Unparsed("not a JSON object");
		}
		return MessageReader.read(object);
	}

	private static JsonNode prune(JsonParser parser, String path) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.START_OBJECT) {
			ObjectNode object = MAPPER.createObjectNode();
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				String child = path + "/" + name;
				JsonToken value = parser.nextToken();
				// An acknowledged message; the text of an answer is in an array.
				boolean text = value == JsonToken.VALUE_STRING && child.equals("/message/content");
				if (text || UNUSED.contains(child)) {
					parser.skipChildren();
				}
				else {
					object.set(name, prune(parser, child));
				}
			}
			return object;
		}
		if (token == JsonToken.START_ARRAY) {
			ArrayNode array = MAPPER.createArrayNode();
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				array.add(prune(parser, path));
			}
			return array;
		}
		if (token == null) {
			return MAPPER.missingNode();
		}
		return switch (token) {
			case VALUE_STRING -> MAPPER.getNodeFactory().stringNode(parser.getString());
			case VALUE_TRUE -> MAPPER.getNodeFactory().booleanNode(true);
			case VALUE_FALSE -> MAPPER.getNodeFactory().booleanNode(false);
			case VALUE_NUMBER_INT -> integer(parser);
			case VALUE_NUMBER_FLOAT -> MAPPER.getNodeFactory().numberNode(parser.getDecimalValue());
			default -> MAPPER.nullNode();
		};
	}

	/** The same kind of node that reading a whole tree makes. */
	private static JsonNode integer(JsonParser parser) {
		return switch (parser.getNumberType()) {
			case INT -> MAPPER.getNodeFactory().numberNode(parser.getIntValue());
			case LONG -> MAPPER.getNodeFactory().numberNode(parser.getLongValue());
			default -> MAPPER.getNodeFactory().numberNode(parser.getBigIntegerValue());
		};
	}

	private static String reason(JacksonException ex) {
		String message = ex.getOriginalMessage();
		int end = message.indexOf('\n');
		String first = (end < 0) ? message : message.substring(0, end);
		return (first.length() <= 200) ? first : first.substring(0, 200);
	}

}
