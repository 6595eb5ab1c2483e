package io.aaas.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The presets that are shipped with the service, one JSON document each.
 */
final class ShippedPresets {

	private ShippedPresets() {
	}

	/**
	 * Read a kind of presets.
	 * @param directory where they are on the class path
	 * @param type what they are
	 * @param name the name of one
	 * @return the presets by name, in the order of the names
	 */
	static <T> Map<String, T> read(JsonMapper json, String directory, Class<T> type, Function<T, String> name) {
		Map<String, T> presets = new TreeMap<>();
		try {
			for (Resource resource : new PathMatchingResourcePatternResolver()
				.getResources("classpath:" + directory + "/*.json")) {
				try (InputStream document = resource.getInputStream()) {
					T preset = json.readValue(document, type);
					presets.put(name.apply(preset), preset);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return presets;
	}

}
