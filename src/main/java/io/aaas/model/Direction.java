package io.aaas.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One script line in a user's text; {@link OfflineModel} says what each does.
 */
sealed interface Direction {

	int MOST_WORDS = 200_000;

	Duration LONGEST = Duration.ofHours(1);

	record Reply(String text) implements Direction {
	}

	record Slow(Duration duration) implements Direction {
	}

	record Wait(Duration duration) implements Direction {
	}

	record Tool(String name, JsonNode input) implements Direction {
	}

	record Ask(String question, List<String> options) implements Direction {
	}

	record Json(JsonNode value) implements Direction {
	}

	record Status(int code, int times) implements Direction {
	}

	record Tokens(int count) implements Direction {
	}

	record History() implements Direction {
	}

	record Thinking() implements Direction {
	}

	record Cut() implements Direction {
	}

	/**
	 * A line that begins like a script line and cannot be read.
	 *
	 * @param explanation what it should look like
	 */
	record Unreadable(String explanation) implements Direction {
	}

	/**
	 * Read a line.
	 * @param line a line of a user's text
	 * @return the direction, or {@code null} if the line is ordinary text
	 */
	static @Nullable Direction parse(String line) {
		if (!line.startsWith("!")) {
			return null;
		}
		int space = line.indexOf(' ');
		String word = (space < 0) ? line.strip() : line.substring(0, space);
		String rest = (space < 0) ? "" : line.substring(space + 1).strip();
		return switch (word) {
			case "!reply" -> rest.isEmpty() ? new Unreadable("!reply TEXT") : new Reply(rest);
			case "!slow" -> read(rest, "!slow SECONDS", (text) -> new Slow(seconds(text)));
			case "!wait" -> read(rest, "!wait SECONDS", (text) -> new Wait(seconds(text)));
			case "!tool" -> read(rest, "!tool NAME {json}", Direction::tool);
			case "!ask" -> read(rest, "!ask QUESTION | option A | option B", Direction::ask);
			case "!json" -> read(rest, "!json {json}", (text) -> new Json(JsonMapper.shared().readTree(text)));
			case "!status" -> read(rest, "!status CODE [TIMES]", Direction::status);
			case "!tokens" -> read(rest, "!tokens N", (text) -> new Tokens(within(text, 1, MOST_WORDS)));
			case "!history" -> new History();
			case "!thinking" -> new Thinking();
			case "!cut" -> new Cut();
			default -> null;
		};
	}

	private static Direction read(String text, String form, Function<String, Direction> reader) {
		try {
			return reader.apply(text);
		}
		catch (IllegalArgumentException | ArithmeticException | JacksonException ex) {
			return new Unreadable(form);
		}
	}

	private static Duration seconds(String text) {
		Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
		if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("Out of bounds");
		}
		return duration;
	}

	private static int within(String text, int least, int most) {
		int value = Integer.parseInt(text);
		if (value < least || value > most) {
			throw new IllegalArgumentException("Out of bounds");
		}
		return value;
	}

	private static Direction tool(String text) {
		int space = text.indexOf(' ');
		JsonNode input = JsonMapper.shared().readTree((space < 0) ? "{}" : text.substring(space));
		String name = (space < 0) ? text : text.substring(0, space);
		if (name.isEmpty() || !input.isObject()) {
			throw new IllegalArgumentException("Not a tool call");
		}
		return new Tool(name, input);
	}

	private static Direction ask(String text) {
		List<String> parts = Arrays.stream(text.split("\\|")).map(String::strip).toList();
		if (parts.size() < 3 || parts.contains("")) {
			throw new IllegalArgumentException("Not a question");
		}
		return new Ask(parts.getFirst(), parts.subList(1, parts.size()));
	}

	private static Direction status(String text) {
		String[] parts = text.split("\\s+");
		int times = (parts.length > 1) ? within(parts[1], 1, Integer.MAX_VALUE) : Integer.MAX_VALUE;
		return new Status(within(parts[0], 400, 599), times);
	}

}
