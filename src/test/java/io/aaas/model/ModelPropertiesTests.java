package io.aaas.model;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelPropertiesTests {

	private static ModelProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("aaas.model",
				ModelProperties.class);
	}

	@Test
	void defaults() {
		assertThat(bind(Map.of())).isEqualTo(new ModelProperties(ModelProperties.Choice.AUTO, 0, null, null, null, null,
				Duration.ofSeconds(10), Duration.ofMinutes(11)));
	}

	@Test
	void emptyValuesAreAbsent() {
		assertThat(bind(Map.of("aaas.model.backend", "", "aaas.model.port", "", "aaas.model.anthropic-api-key", "",
				"aaas.model.anthropic-auth-token", "", "aaas.model.anthropic-base-url", "",
				"aaas.model.anthropic-custom-headers", "")))
			.isEqualTo(bind(Map.of()));
	}

	@Test
	void everyKey() {
		assertThat(bind(Map.of("aaas.model.backend", "offline", "aaas.model.port", "7", "aaas.model.anthropic-api-key",
				"k", "aaas.model.anthropic-auth-token", "t", "aaas.model.anthropic-base-url", "http://b",
				"aaas.model.anthropic-custom-headers", "A: b", "aaas.model.connect-timeout", "1s",
				"aaas.model.response-timeout", "2s")))
			.isEqualTo(new ModelProperties(ModelProperties.Choice.OFFLINE, 7, "k", "t", "http://b", "A: b",
					Duration.ofSeconds(1), Duration.ofSeconds(2)));
	}

}
