package io.aaas.claude;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class ClaudePropertiesTests {

	@Test
	void bindWhenNothingIsSetUsesDefaults() {
		assertThat(bind(Map.of()))
			.isEqualTo(new ClaudeProperties(null, ClaudeProperties.SandboxMode.AUTO, Duration.ofSeconds(2),
					ClaudeProperties.OnServiceLoss.FINISH, List.of(), new ClaudeProperties.Limits(null, null, null)));
	}

	@Test
	void bindWhenAllIsSetUsesIt() {
		ClaudeProperties properties = bind(Map.of("aaas.claude.path", " /opt/claude ", "aaas.claude.sandbox",
				"bubblewrap", "aaas.claude.stop-timeout", "500ms", "aaas.claude.on-service-loss", "kill",
				"aaas.claude.hidden-directories", "/data,/work"));
		assertThat(properties).isEqualTo(new ClaudeProperties(" /opt/claude ", ClaudeProperties.SandboxMode.BUBBLEWRAP,
				Duration.ofMillis(500), ClaudeProperties.OnServiceLoss.KILL, List.of("/data", "/work"),
				new ClaudeProperties.Limits(null, null, null)));
		assertThat(properties.configuredPath()).isEqualTo(Path.of("/opt/claude"));
	}

	@Test
	void configuredPathWhenEmptyIsAbsent() {
		assertThat(bind(Map.of("aaas.claude.path", "")).configuredPath()).isNull();
	}

	private static ClaudeProperties bind(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("aaas.claude",
				ClaudeProperties.class);
	}

}
