package io.aaas.model;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTests {

	private static ModelProperties properties(@Nullable String apiKey, @Nullable String authToken,
			@Nullable String customHeaders) {
		return new ModelProperties(ModelProperties.Choice.AUTO, 0, apiKey, authToken, null, customHeaders,
				Duration.ofSeconds(1), Duration.ofSeconds(1));
	}

	private static Credentials found(ModelProperties properties, PassedOn passedOn) {
		return Objects.requireNonNull(Credentials.find(properties, passedOn));
	}

	@Test
	void emptyIsAbsent() {
		assertThat(Credentials.find(properties("", " ", ""), Variables.of("CLAUDE_CODE_OAUTH_TOKEN", " "))).isNull();
	}

	@Test
	void authTokenGoesBeforeApiKey() {
		Credentials credentials = found(properties("the-api-key", "the-auth-token", null), Variables.of());
		assertThat(credentials.forwardable()).isTrue();
		assertThat(credentials.variables()).containsOnlyKeys("ANTHROPIC_AUTH_TOKEN");
		assertThat(credentials.toString()).doesNotContain("the-");
	}

	@Test
	void apiKeyHasASecondName() {
		Credentials credentials = found(properties("", null, null), Variables.of("CLAUDE_API_KEY", "the-other-name"));
		assertThat(credentials.forwardable()).isTrue();
		assertThat(credentials.variables()).containsEntry("ANTHROPIC_API_KEY", "the-other-name");
	}

	@Test
	void subscriptionTokenCannotBeForwarded() {
		Credentials credentials = found(properties(null, null, null),
				Variables.of("CLAUDE_CODE_OAUTH_TOKEN", "subscription"));
		assertThat(credentials.forwardable()).isFalse();
		assertThat(credentials.variables()).containsEntry("CLAUDE_CODE_OAUTH_TOKEN", "subscription").hasSize(1);
		assertThat(credentials.secrets()).containsExactly("subscription");
	}

	@Test
	void bedrockTakesItsVariablesAlong() {
		Credentials credentials = found(properties("the-api-key", null, null),
				Variables.of("CLAUDE_CODE_USE_BEDROCK", "1", "AWS_REGION", "eu-central-1", "AWS_SECRET_ACCESS_KEY",
						"aws-secret-value", "GOOGLE_X", "g", "PATH", "/bin"));
		assertThat(credentials.forwardable()).isFalse();
		assertThat(credentials.variables()).containsOnlyKeys("CLAUDE_CODE_USE_BEDROCK", "AWS_REGION",
				"AWS_SECRET_ACCESS_KEY");
		assertThat(credentials.secrets()).containsExactly("aws-secret-value");
	}

	@Test
	void vertexTakesItsVariablesAlong() {
		Credentials credentials = found(properties(null, null, null), Variables.of("CLAUDE_CODE_USE_VERTEX", "true",
				"CLOUD_ML_REGION", "global", "GOOGLE_CLOUD_PROJECT", "p", "AWS_REGION", "x"));
		assertThat(credentials.variables()).containsOnlyKeys("CLAUDE_CODE_USE_VERTEX", "CLOUD_ML_REGION",
				"GOOGLE_CLOUD_PROJECT");
	}

	@Test
	void switchedOffProviderIsNotUsed() {
		assertThat(Credentials.find(properties(null, null, null), Variables.of("CLAUDE_CODE_USE_BEDROCK", "0")))
			.isNull();
	}

	@Test
	void secretsOfHeadersAreFoundButNotEveryWord() {
		Credentials credentials = found(
				properties("the-api-key", null, "X-Team: engineering\nX-Auth: Bearer hidden-value\nX-Token: true"),
				Variables.of());
		assertThat(credentials.secrets()).containsExactlyInAnyOrder("the-api-key", "Bearer hidden-value",
				"hidden-value");
	}

	@Test
	void propertiesDoNotShowThem() {
		assertThat(properties("the-api-key", "the-auth-token", "X: the-header").toString()).doesNotContain("the-");
	}

}
