package io.aaas.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what the offline model answers.
 */
final class OfflineReply {

	static final String PREFIX = "[offline model] ";

	static final String STRUCTURED_OUTPUT = "StructuredOutput";

	private OfflineReply() {
	}

	static Answer to(MessagesRequest request, Script script) {
		List<Answer.Block> blocks = new ArrayList<>();
		List<String> results = request.toolResults();
		if (results.isEmpty() && script.find(Direction.Thinking.class).isPresent()) {
			blocks.add(new Answer.Thinking("The user wants me to think, so this is a thought."));
		}
		List<Direction> calls = script.toolCalls();
		if (results.size() < calls.size()) {
			blocks.add(call(calls.get(results.size()), request));
		}
		else {
			blocks.add(new Answer.Text(text(request, script, results)));
		}
		if (blocks.getLast() instanceof Answer.ToolUse) {
			return new Answer(request.model(), blocks, "tool_use", request.words());
		}
		return new Answer(request.model(), blocks, "end_turn", request.words());
	}

	/**
	 * An answer to a call that the CLI makes by itself.
	 * @param request the call
	 * @return an instance of the schema it asks for
	 */
	static Answer toSideCall(MessagesRequest request) {
		ObjectNode value = JsonMapper.shared().createObjectNode();
		request.sideSchema().path("properties").forEachEntry((name, schema) -> {
			switch (schema.path("type").asString("")) {
				case "boolean" -> value.put(name, false);
				case "number", "integer" -> value.put(name, 0);
				case "array" -> value.putArray(name);
				case "object" -> value.putObject(name);
				default -> value.put(name, "Offline model");
			}
		});
		return new Answer(request.model(), List.of(new Answer.Text(value.toString())), "end_turn", request.words());
	}

	private static Answer.Block call(Direction direction, MessagesRequest request) {
		return switch (direction) {
			case Direction.Tool tool -> new Answer.ToolUse(tool.name(), tool.input());
			case Direction.Ask ask -> new Answer.ToolUse("AskUserQuestion", question(ask));
			case Direction.Json json when request.offers(STRUCTURED_OUTPUT) ->
				new Answer.ToolUse(STRUCTURED_OUTPUT, json.value());
			case Direction.Json json -> new Answer.Text(json.value().toString());
			default -> throw new IllegalArgumentException("Not a tool call");
		};
	}

	private static JsonNode question(Direction.Ask ask) {
		ObjectNode input = JsonMapper.shared().createObjectNode();
		ObjectNode question = input.putArray("questions").addObject();
		question.put("question", ask.question()).put("header", "Question").put("multiSelect", false);
		ArrayNode options = question.putArray("options");
		ask.options().forEach((option) -> options.addObject().put("label", option).put("description", option));
		return input;
	}

	private static String text(MessagesRequest request, Script script, List<String> results) {
		List<String> userTexts = request.userTexts();
		for (Direction direction : script.directions()) {
			switch (direction) {
				case Direction.Reply reply -> {
					return reply.text();
				}
				case Direction.Tokens tokens -> {
					return IntStream.rangeClosed(1, tokens.count())
						.mapToObj(Integer::toString)
						.collect(Collectors.joining(" "));
				}
				case Direction.History _ -> {
					return String.join("\n", userTexts);
				}
				case Direction.Unreadable unreadable -> {
					return PREFIX + "This script line cannot be read. Its form is: " + unreadable.explanation();
				}
				default -> {
				}
			}
		}
		if (!results.isEmpty()) {
			return results.getLast();
		}
		String whole = userTexts.isEmpty() ? "" : userTexts.getLast();
		return (PREFIX + (script.rest().isBlank() ? whole : script.rest().strip())).strip();
	}

}
