package io.aaas;

import java.util.Locale;

import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Enums in queries are written as in JSON, in lower snake case.
 */
@Configuration(proxyBeanMethods = false)
class EnumParameters implements WebMvcConfigurer {

	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverterFactory(new SnakeCase());
	}

	@SuppressWarnings("rawtypes")
	private static final class SnakeCase implements ConverterFactory<String, Enum> {

		@Override
		@SuppressWarnings("unchecked")
		public <T extends Enum> Converter<String, T> getConverter(Class<T> type) {
			return (text) -> (T) Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
		}

	}

}
