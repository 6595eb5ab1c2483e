package io.aaas.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Text in words, which the offline model counts as its tokens.
 */
final class Words {

	private static final Pattern BEFORE_A_WORD = Pattern.compile("(?<=\\s)(?=\\S)");

	private Words() {
	}

	/**
	 * Split a text.
	 * @param text the text
	 * @return its words, each with the white space after it; together they are the text
	 */
	static List<String> of(String text) {
		return List.of(BEFORE_A_WORD.split(text));
	}

	static int count(String text) {
		return text.isBlank() ? 0 : of(text.strip()).size();
	}

}
