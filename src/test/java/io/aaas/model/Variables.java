package io.aaas.model;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A Spring environment that does not see the variables of this machine.
 */
final class Variables {

	private Variables() {
	}

	static PassedOn of(String... namesAndValues) {
		return new PassedOn(environment(namesAndValues));
	}

	static StandardEnvironment environment(String... namesAndValues) {
		Map<String, Object> variables = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			variables.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		environment.getPropertySources().addFirst(new MapPropertySource("test", variables));
		return environment;
	}

}
