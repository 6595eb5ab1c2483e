package io.aaas.claude;

import java.util.Locale;

/**
 * Languages by name. The CLI puts what it is given into the prompt as it stands, and a
 * model is told more by a name than by a code.
 */
final class Languages {

	private Languages() {
	}

	/** The English name of a language that is given by its code; else what is given. */
	static String name(String language) {
		String name = Locale.forLanguageTag(language).getDisplayName(Locale.ENGLISH);
		boolean code = language.matches("\\p{Alpha}{2,3}(-\\p{Alnum}{2,8})*");
		return (code && !name.isEmpty()) ? name : language;
	}

}
