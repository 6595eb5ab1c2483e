package io.aaas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.aaas.problem.StartupException;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Reads {@code .env} as shells and Compose do: {@code NAME=value} lines, with or without
 * quotes, no escapes. An empty value counts as absent here too.
 */
class DotEnvLoader implements PropertySourceLoader {

	@Override
	public String[] getFileExtensions() {
		return new String[] { "env" };
	}

	@Override
	public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
		Map<String, Object> values = new LinkedHashMap<>();
		List<String> lines = resource.getContentAsString(StandardCharsets.UTF_8).lines().toList();
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i).strip();
			if (line.isEmpty() || line.startsWith("#")) {
				continue;
			}
			int equals = line.indexOf('=');
			if (equals <= 0) {
				throw new StartupException(".env, line %d: expected NAME=value.".formatted(i + 1));
			}
			String value = unquote(line.substring(equals + 1).strip());
			if (!value.isBlank()) {
				values.put(line.substring(0, equals).strip().replaceFirst("^export\\s+", ""),
						OriginTrackedValue.of(value, new TextResourceOrigin(resource, new Location(i, equals + 1))));
			}
		}
		return List.of(new OriginTrackedMapPropertySource(name, values, true));
	}

	private static String unquote(String value) {
		boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"))
				&& value.charAt(0) == value.charAt(value.length() - 1);
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

}
