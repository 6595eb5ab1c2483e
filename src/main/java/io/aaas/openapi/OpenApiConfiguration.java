package io.aaas.openapi;

import java.io.IOException;
import java.io.InputStream;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;

/**
 * What the OpenAPI document says that no class does: {@code openapi/base.yaml}.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

	@Bean
	OpenAPI openApi(@Value("classpath:openapi/base.yaml") Resource base) throws IOException {
		try (InputStream yaml = base.getInputStream()) {
			return Yaml31.mapper().readValue(yaml, OpenAPI.class);
		}
	}

}
