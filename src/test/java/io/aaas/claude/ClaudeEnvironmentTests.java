package io.aaas.claude;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClaudeEnvironmentTests {

	@ParameterizedTest
	@ValueSource(strings = { "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "GLIBC_TUNABLES", "GCONV_PATH",
			"NODE_OPTIONS", "BUN_OPTIONS", "NPM_CONFIG_REGISTRY", "PATH", "HOME", "SHELL", "ENV", "BASH_ENV",
			"BASH_FUNC_X", "IFS", "PS4", "PROMPT_COMMAND", "PYTHONPATH", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS",
			"_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "GIT_SSH_COMMAND", "SSH_AUTH_SOCK", "EDITOR", "PAGER", "HTTPS_PROXY",
			"SOCKS_PROXY", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "ANTHROPIC_BASE_URL", "CLAUDE_CODE_EXTRA_BODY",
			"CLAUDECODE", "AWS_PROFILE", "GOOGLE_APPLICATION_CREDENTIALS", "AZURE_X", "OTEL_EXPORTER_OTLP_ENDPOINT",
			"XDG_CONFIG_HOME", "TMPDIR", "AAAS_AGENT_ID", "AAAS_LAUNCH" })
	void checkWhenNameIsReservedIsRefused(String name) {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> ClaudeEnvironment.check(Map.of(name, "x")))
			.returns("environment[" + name + "]", InvalidOptionException::field)
			.returns("is reserved", InvalidOptionException::detail);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "A-B", "A=B", "1A", "A B", "A\nB", "A\0", "Ä", "https_proxy",
			"A23456789012345678901234567890123456789012345678901234567890123456" })
	void checkWhenNameIsMalformedIsRefused(String name) {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> ClaudeEnvironment.check(Map.of(name, "x")))
			.satisfies((ex) -> assertThat(ex.field()).startsWith("environment[").matches("[ -~]*"));
	}

	@Test
	void checkWhenValueIsTooLongOrHasNulIsRefusedWithoutTellingIt() {
		for (String value : List.of("secret".repeat(700), "secret\0")) {
			assertThatExceptionOfType(InvalidOptionException.class)
				.isThrownBy(() -> ClaudeEnvironment.check(Map.of("TOKEN", value)))
				.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("secret"));
		}
	}

	@Test
	void checkWhenHarmlessIsAccepted() {
		assertThatCode(() -> ClaudeEnvironment
			.check(Map.of("CI", "", "DATABASE_URL", "postgres://x\ny", "_X", "z", "PGPASSWORD", "=")))
			.doesNotThrowAnyException();
	}

	@Test
	void ofWhenNamesMeetModelWinsOverServiceAndTheLocaleIsTheCallers() {
		Options options = new Options();
		options.environment = Map.of("CI", "1", "LANG", "de_DE.UTF-8");
		ClaudeLaunch launch = FakeClaude.launch(Path.of("target/none"), "a", 2, options.build(),
				new ClaudeSession.New("00000000-0000-0000-0000-000000000000"),
				Map.of("ANTHROPIC_API_KEY", "k", "CLAUDE_CODE_DISABLE_CRON", "0", "AAAS_AGENT_ID", "other"), List.of());
		Map<String, String> environment = ClaudeEnvironment.of(launch,
				Map.of("PATH", "bin:/usr/bin::./x:/bin", "AAAS_API_KEY", "s", "ANTHROPIC_API_KEY", "service"));
		assertThat(environment).containsEntry("CI", "1")
			.containsEntry("LANG", "de_DE.UTF-8")
			.containsEntry("ANTHROPIC_API_KEY", "k")
			.containsEntry("CLAUDE_CODE_DISABLE_CRON", "0")
			.containsEntry("AAAS_AGENT_ID", "a")
			.containsEntry("AAAS_LAUNCH", "2")
			.containsEntry("PATH", "/usr/bin:/bin")
			.doesNotContainKeys("AAAS_API_KEY", "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB");
	}

	@Test
	void forModelWhenServiceHasCredentialsPassesThoseOnly() {
		assertThat(ClaudeEnvironment.forModel(Map.of("CLAUDE_API_KEY", "k", "ANTHROPIC_API_KEY", "", "AWS_REGION", "x",
				"NO_PROXY", "localhost", "HTTP_PROXY", "no", "AAAS_API_KEY", "s", "ANTHROPIC_LOG", "debug")))
			.isEqualTo(Map.of("ANTHROPIC_API_KEY", "k", "NO_PROXY", "localhost"));
		assertThat(ClaudeEnvironment.forModel(
				Map.of("CLAUDE_CODE_USE_BEDROCK", "1", "AWS_REGION", "x", "GOOGLE_X", "y", "CLOUD_ML_REGION", "z")))
			.isEqualTo(Map.of("CLAUDE_CODE_USE_BEDROCK", "1", "AWS_REGION", "x"));
	}

}
