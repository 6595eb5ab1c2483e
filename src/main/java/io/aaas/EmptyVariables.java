package io.aaas;

import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Hides environment variables that are set but empty, so that they count as absent:
 * {@code ${PORT:8000}} would be the empty text otherwise. It comes first, before Spring
 * Boot takes its own copy.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class EmptyVariables implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		PropertySource<?> source = environment.getPropertySources().get(name);
		if (source != null && source.getSource() instanceof Map<?, ?> variables) {
			Map<String, Object> set = variables.entrySet()
				.stream()
				.filter((variable) -> !variable.getValue().toString().isBlank())
				.collect(Collectors.toMap((variable) -> variable.getKey().toString(), Map.Entry::getValue));
			environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, set));
		}
	}

}
