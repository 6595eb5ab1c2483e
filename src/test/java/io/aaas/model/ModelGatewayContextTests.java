package io.aaas.model;

import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelGatewayContextTests {

	@TempDir
	private Path data;

	@Test
	void listenerLivesAsLongAsTheContext() throws Exception {
		AtomicReference<ModelAccess> access = new AtomicReference<>();
		new ApplicationContextRunner().withUserConfiguration(Beans.class)
			.withPropertyValues("aaas.model.backend=offline", "aaas.store.data-directory=" + this.data)
			.run((context) -> {
				access.set(context.getBean(ModelGateway.class).open("a", 1, true));
				assertThat(caller(access.get()).get("/v1/models").statusCode()).isEqualTo(200);
			});
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> caller(access.get()).get("/v1/models"));
	}

	private static Caller caller(ModelAccess access) {
		return new Caller(URI.create(access.environment().getOrDefault("ANTHROPIC_BASE_URL", "")),
				access.environment().getOrDefault("ANTHROPIC_API_KEY", ""));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ModelProperties.class)
	@Import(ModelGateway.class)
	static class Beans {

		@Bean
		Clock clock() {
			return Clock.systemUTC();
		}

	}

}
