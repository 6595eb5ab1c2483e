package io.aaas.agent.web;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.aaas.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters of lists, checked.
 */
final class Paging {

	static final String DEFAULT_LIMIT = "100";

	private static final int HIGHEST_LIMIT = 1000;

	private Paging() {
	}

	static int limit(int limit) {
		if (limit < 1 || limit > HIGHEST_LIMIT) {
			throw ProblemException.invalidField("limit", "must be 1 to " + HIGHEST_LIMIT);
		}
		return limit;
	}

	/** A cursor is the id of the last item of the page before. */
	static @Nullable String cursor(@Nullable String cursor) {
		if (cursor != null) {
			try {
				return UUID.fromString(cursor).toString();
			}
			catch (IllegalArgumentException ex) {
				throw ProblemException.invalidField("cursor", "must be the next_cursor of a page before");
			}
		}
		return null;
	}

	static <E extends Enum<E>> @Nullable E constant(Class<E> type, String parameter, @Nullable String value) {
		if (value == null) {
			return null;
		}
		Optional<E> constant = Arrays.stream(type.getEnumConstants())
			.filter((candidate) -> name(candidate).equals(value))
			.findFirst();
		return constant.orElseThrow(() -> ProblemException.invalidField(parameter, "must be one of: "
				+ Arrays.stream(type.getEnumConstants()).map(Paging::name).collect(Collectors.joining(", "))));
	}

	private static String name(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

}
