package io.aaas.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directions in a user's text, in their order, and the text without them.
 *
 * @param directions the script lines
 * @param rest everything else
 */
record Script(List<Direction> directions, String rest) {

	static Script parse(String text) {
		List<Direction> directions = new ArrayList<>();
		StringBuilder rest = new StringBuilder();
		boolean context = false;
		for (String line : text.lines().toList()) {
			context = (context || line.strip().startsWith("<context>"));
			// What a caller hands over as context is data.
			Direction direction = context ? null : Direction.parse(line);
			context = context && !line.contains("</context>");
			if (direction != null) {
				directions.add(direction);
			}
			else {
				rest.append(rest.isEmpty() ? "" : "\n").append(line);
			}
		}
		return new Script(List.copyOf(directions), rest.toString());
	}

	<D extends Direction> Optional<D> find(Class<D> type) {
		return all(type).findFirst();
	}

	<D extends Direction> Stream<D> all(Class<D> type) {
		return this.directions.stream().filter(type::isInstance).map(type::cast);
	}

	Duration pauseBefore() {
		return find(Direction.Wait.class).map(Direction.Wait::duration).orElse(Duration.ZERO);
	}

	Duration spread() {
		return find(Direction.Slow.class).map(Direction.Slow::duration).orElse(Duration.ZERO);
	}

	/**
	 * The calls of tools, one for each answer of the model.
	 * @return the directions that call a tool
	 */
	List<Direction> toolCalls() {
		return this.directions.stream()
			.filter((direction) -> direction instanceof Direction.Tool || direction instanceof Direction.Ask
					|| direction instanceof Direction.Json)
			.toList();
	}

}
