package io.aaas.agent.web;

import java.time.Duration;
import java.util.Locale;

import io.aaas.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * How a client prefers to be answered, by RFC 7240's {@code Prefer}.
 *
 * @param respondAsync whether it wants to be told at once that the message is accepted
 * @param limit how long it wants to wait at most; {@code null} if it does not say
 */
record Preference(boolean respondAsync, @Nullable Duration limit) {

	static Preference parse(@Nullable String header) {
		boolean async = false;
		Duration wait = null;
		for (String part : ((header != null) ? header : "").split(",")) {
			String[] token = part.trim().split("\\s*=\\s*", 2);
			switch (token[0].toLowerCase(Locale.ROOT)) {
				case "respond-async" -> async = true;
				case "wait" -> wait = seconds((token.length > 1) ? token[1] : "");
				// RFC 7240 section 2: what is not understood is ignored.
				default -> {
				}
			}
		}
		return new Preference(async, wait);
	}

	private static Duration seconds(String value) {
		if (!value.matches("\\d{1,6}")) {
			throw ProblemException.invalidField("Prefer", "must give wait in whole seconds, as in wait=10");
		}
		return Duration.ofSeconds(Long.parseLong(value));
	}

	/** How long to wait for the reply. */
	Duration wait(Duration longest) {
		if (this.limit != null) {
			return (this.limit.compareTo(longest) < 0) ? this.limit : longest;
		}
		return this.respondAsync ? Duration.ZERO : longest;
	}

	/** What to answer in {@code Preference-Applied}. */
	@Nullable String applied() {
		if (this.limit != null) {
			return "wait=" + this.limit.toSeconds();
		}
		return this.respondAsync ? "respond-async" : null;
	}

}
