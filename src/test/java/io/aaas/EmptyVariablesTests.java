package io.aaas;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class EmptyVariablesTests {

	@Test
	void emptyVariableCountsAsAbsent() {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			protected void customizePropertySources(MutablePropertySources sources) {
				sources.addLast(new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						Map.of("PORT", "", "HOST", " ", "AAAS_API_KEY", "k")));
			}

		};
		assertThat(environment.resolvePlaceholders("${PORT:8000}")).isEmpty();
		new EmptyVariables().postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.resolvePlaceholders("${PORT:8000} ${HOST:127.0.0.1} ${AAAS_API_KEY:}"))
			.isEqualTo("8000 127.0.0.1 k");
	}

}
