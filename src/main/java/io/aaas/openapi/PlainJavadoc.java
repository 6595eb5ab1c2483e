package io.aaas.openapi;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.providers.SpringDocJavadocProvider;

import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Javadoc as Markdown: readers of the API know neither Java's tags nor its classes.
 */
@Component
class PlainJavadoc extends SpringDocJavadocProvider {

	@Override
	public @Nullable String getClassJavadoc(Class<?> type) {
		return markdown(super.getClassJavadoc(type));
	}

	@Override
	public Map<String, String> getRecordClassParamJavadoc(Class<?> type) {
		Map<String, String> plain = new LinkedHashMap<>();
		super.getRecordClassParamJavadoc(type).forEach((name, text) -> plain.put(name, sentence(text)));
		return plain;
	}

	@Override
	public @Nullable String getMethodJavadocDescription(Method method) {
		return markdown(super.getMethodJavadocDescription(method));
	}

	@Override
	public @Nullable String getMethodJavadocReturn(Method method) {
		return sentence(super.getMethodJavadocReturn(method));
	}

	@Override
	public @Nullable String getParamJavadoc(Method method, String name) {
		return sentence(super.getParamJavadoc(method, name));
	}

	@Override
	public @Nullable String getFieldJavadoc(Field field) {
		return markdown(super.getFieldJavadoc(field));
	}

	/** The comment of a part is a phrase. */
	private static String sentence(@Nullable String text) {
		String plain = StringUtils.capitalize(markdown(text));
		return (plain.isEmpty() || plain.endsWith(".")) ? plain : plain + ".";
	}

	static String markdown(@Nullable String text) {
		return ((text != null) ? text : "").replaceAll("\\s+", " ")
			.replaceAll("\\{@link(?:plain)? [^} ]+ ([^}]+)}", "$1")
			.replaceAll("\\{@link(?:plain)? #?([^} ]+)}", "`$1`")
			.replaceAll("\\{@code ([^}]+)}", "`$1`")
			.replaceAll("</?code>", "`")
			.replaceAll(" ?<p> ?", "\n\n")
			.replaceAll("</?(?:ul|p)> ?", "")
			.replaceAll(" ?<li>", "\n- ")
			.replace("</li>", "")
			.replace("&lt;", "<")
			.replace("&gt;", ">")
			.replace("&amp;", "&")
			.strip();
	}

}
