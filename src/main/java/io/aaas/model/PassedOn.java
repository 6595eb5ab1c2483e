package io.aaas.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Variables of the service, from its process environment or its {@code .env} file. Only
 * what is named here ever reaches a CLI.
 */
final class PassedOn {

	private static final Set<String> ALWAYS = Set.of("ANTHROPIC_MODEL", "HTTPS_PROXY", "NO_PROXY",
			"NODE_EXTRA_CA_CERTS");

	private final ConfigurableEnvironment environment;

	PassedOn(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * One variable.
	 * @param name its name
	 * @return its value, or {@code null} if it is absent or empty
	 */
	@Nullable String get(String name) {
		String value = this.environment.getProperty(name);
		return (value == null || value.isBlank()) ? null : value.strip();
	}

	boolean isOn(String name) {
		String value = get(name);
		return value != null && Set.of("1", "true", "yes", "on").contains(value.toLowerCase(Locale.ROOT));
	}

	/**
	 * What every CLI gets.
	 * @return a new map
	 */
	Map<String, String> always() {
		Map<String, String> variables = new LinkedHashMap<>();
		ALWAYS.forEach((name) -> add(variables, name));
		return variables;
	}

	void add(Map<String, String> variables, String name) {
		String value = get(name);
		if (value != null) {
			variables.put(name, value);
		}
	}

	void addAll(Map<String, String> variables, String prefix) {
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					if (name.startsWith(prefix)) {
						add(variables, name);
					}
				}
			}
		}
	}

}
