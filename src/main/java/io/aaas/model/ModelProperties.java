package io.aaas.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the way to the model. An empty value counts as absent.
 *
 * @param backend who answers: {@code anthropic}, {@code offline}, or {@code auto} for the
 * offline model if there are no credentials and the service listens on loopback only
 * @param port the loopback port the agents' CLIs call; 0 for a free one, chosen once and
 * kept
 * @param anthropicApiKey sent as {@code x-api-key}
 * @param anthropicAuthToken sent as {@code Authorization: Bearer}, goes before the key
 * @param anthropicBaseUrl where the Messages API is
 * @param anthropicCustomHeaders further request headers, one {@code Name: value} a line
 * @param connectTimeout bound for the connection to the Messages API
 * @param responseTimeout bound for the first byte of its answer
 */
@ConfigurationProperties("aaas.model")
record ModelProperties(@DefaultValue("auto") Choice backend, @DefaultValue("0") Integer port,
		@Nullable String anthropicApiKey, @Nullable String anthropicAuthToken, @Nullable String anthropicBaseUrl,
		@Nullable String anthropicCustomHeaders, @DefaultValue("10s") Duration connectTimeout,
		@DefaultValue("11m") Duration responseTimeout) {

	enum Choice {

		AUTO, ANTHROPIC, OFFLINE

	}

	ModelProperties {
		anthropicApiKey = presentOrNull(anthropicApiKey);
		anthropicAuthToken = presentOrNull(anthropicAuthToken);
		anthropicBaseUrl = presentOrNull(anthropicBaseUrl);
		anthropicCustomHeaders = presentOrNull(anthropicCustomHeaders);
	}

	private static @Nullable String presentOrNull(@Nullable String value) {
		return (value == null || value.isBlank()) ? null : value.strip();
	}

	/**
	 * Without the credentials.
	 */
	@Override
	public String toString() {
		return "ModelProperties[backend=" + this.backend + ", port=" + this.port + "]";
	}

}
