package io.aaas.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The real CLIs behind the forwarder, with the offline model in the place of the real
 * one.
 */
@Timeout(120)
@ParameterizedClass
@MethodSource("io.aaas.model.RealClaude#versions")
class ModelGatewayIT {

	private static final String KEY = "sk-ant-the-real-one";

	private final String version;

	@TempDir
	private Path home;

	@TempDir
	private Path data;

	ModelGatewayIT(String version) {
		this.version = version;
	}

	private ModelGateway gateway(OfflineModel upstream) throws IOException {
		StandardEnvironment environment = Variables.environment("aaas.model.anthropic-api-key", KEY,
				"aaas.model.anthropic-base-url", upstream.baseUrl().toString(), "aaas.store.data-directory",
				this.data.toString());
		return new ModelGateway(Binder.get(environment).bindOrCreate("aaas.model", ModelProperties.class), environment,
				Clock.systemUTC());
	}

	@Test
	void sandboxedCliWorksAndItsToolsSeeNoKey() throws Exception {
		try (OfflineModel upstream = OfflineModel.start(0)) {
			ModelGateway gateway = gateway(upstream);
			ModelAccess access = gateway.open("a", 1, true);
			try (RealClaude claude = new RealClaude(this.home, this.version, access.environment())) {
				String environment = RealClaude.result(claude.turn("!tool Bash {\"command\":\"env\"}"));
				assertThat(environment).contains("PATH=").doesNotContain(KEY);
			}
			finally {
				gateway.stop();
			}
			assertThat(upstream.requests()).filteredOn((request) -> request.method().equals("POST"))
				.hasSize(2)
				.allSatisfy((request) -> assertThat(request.headers().get("x-api-key")).isEqualTo(List.of(KEY)));
		}
	}

	@Test
	void turnSurvivesARestartOfTheService() throws Exception {
		try (OfflineModel upstream = OfflineModel.start(0)) {
			ModelGateway gateway = gateway(upstream);
			try (RealClaude claude = new RealClaude(this.home, this.version,
					gateway.open("a", 1, true).environment())) {
				claude.say("!slow 2\n!tokens 20");
				claude.readTo("stream_event");
				gateway.stop();
				gateway = gateway(upstream);
				gateway.open("a", 1, true);
				assertThat(RealClaude.result(claude.readTo("result"))).endsWith("18 19 20");
			}
			finally {
				gateway.stop();
			}
		}
	}

}
