package io.aaas.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class ModelGatewayTests {

	private static final String KEY = "sk-ant-the-real-one";

	@TempDir
	private Path data;

	private final TestClock clock = new TestClock();

	private final List<ModelGateway> gateways = new ArrayList<>();

	@AfterEach
	void stop() {
		this.gateways.forEach(ModelGateway::stop);
	}

	private ModelGateway gateway(String... properties) throws IOException {
		String[] all = Stream
			.concat(Arrays.stream(properties), Stream.of("aaas.store.data-directory", this.data.toString()))
			.toArray(String[]::new);
		StandardEnvironment environment = Variables.environment(all);
		ModelGateway gateway = new ModelGateway(
				Binder.get(environment).bindOrCreate("aaas.model", ModelProperties.class), environment, this.clock);
		this.gateways.add(gateway);
		return gateway;
	}

	private ModelGateway offline() throws IOException {
		return gateway("aaas.model.backend", "offline");
	}

	private static Caller caller(ModelAccess access) {
		return new Caller(URI.create(access.environment().get("ANTHROPIC_BASE_URL")), token(access));
	}

	private static String token(ModelAccess access) {
		return Objects.requireNonNull(access.environment().get("ANTHROPIC_API_KEY"));
	}

	private static int call(ModelAccess access) throws Exception {
		return caller(access).post("/v1/messages", Conversation.with("Hello").toString()).statusCode();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, OFFLINE, true", "::1, OFFLINE, true", "localhost, OFFLINE, true",
			"0.0.0.0, ANTHROPIC, false", "'', ANTHROPIC, false", "no.such.host.invalid, ANTHROPIC, false" })
	void autoIsOfflineOnLoopbackOnly(String address, ModelBackend backend, boolean ready) throws IOException {
		ModelGateway gateway = gateway("server.address", address);
		assertThat(gateway.backend()).isEqualTo(backend);
		assertThat(gateway.ready()).isEqualTo(ready);
	}

	@Test
	void withoutCredentialsOpenNamesBothRemedies(CapturedOutput output) throws IOException {
		ModelGateway gateway = gateway("aaas.model.backend", "anthropic");
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> gateway.open("a", 1, true))
			.withMessageContaining("ANTHROPIC_API_KEY")
			.withMessageContaining("MODEL_BACKEND=offline")
			.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ProblemType.MODEL_UNAVAILABLE));
		assertThat(output).containsOnlyOnce(gateway.reason());
	}

	@Test
	void reopenWithoutCredentialsStillKnowsTheTokenAsASecret() throws IOException {
		String token = token(offline().open("a", 1, true));
		ModelGateway poor = gateway("aaas.model.backend", "anthropic");
		assertThat(poor.ready()).isFalse();
		ModelAccess access = poor.reopen("a", 1, true);
		assertThat(access.secrets()).containsExactly(token);
		assertThat(access.environment()).isEmpty();
	}

	@Test
	void openTokenWorksUntilClosed() throws Exception {
		ModelGateway gateway = offline();
		ModelAccess access = gateway.open("a", 1, false);
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(call(access)).isEqualTo(200);
		gateway.open("a", 2, false);
		gateway.close("a", 1);
		assertThat(call(access)).isEqualTo(401);
		assertThat(access.secrets()).contains(token(access));
		assertThat(access.toString()).doesNotContain(access.secrets());
	}

	@Test
	void bearerTokenWorksToo() throws Exception {
		ModelAccess access = offline().open("a", 1, false);
		Caller caller = new Caller(URI.create(access.environment().get("ANTHROPIC_BASE_URL")), "");
		String token = token(access);
		URI models = caller.baseUrl().resolve("/v1/models");
		HttpRequest.Builder request = HttpRequest.newBuilder(models).header("Authorization", "Bearer " + token);
		assertThat(caller.send(request).statusCode()).isEqualTo(200);
		assertThat(caller.get("/v1/models").statusCode()).isEqualTo(401);
	}

	@Test
	void refusalReachesAClientThatStillWrites() throws Exception {
		URI model = URI
			.create(Objects.requireNonNull(offline().open("a", 1, false).environment().get("ANTHROPIC_BASE_URL")));
		try (Socket client = new Socket(model.getHost(), model.getPort())) {
			int length = 8 << 20;
			client.getOutputStream()
				.write("POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(length)
					.getBytes(StandardCharsets.UTF_8));
			client.getOutputStream().write(new byte[length]);
			assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 401");
		}
	}

	@Test
	void cliMayLookForItsModelWithoutAToken() throws Exception {
		ModelAccess access = offline().open("a", 1, false);
		Caller stranger = new Caller(URI.create(access.environment().get("ANTHROPIC_BASE_URL")), "x");
		assertThat(stranger.send(stranger.request("/").HEAD()).statusCode()).isEqualTo(200);
		assertThat(stranger.get("/").statusCode()).isEqualTo(401);
	}

	@Test
	void closeBreaksOffCallsInFlight() throws Exception {
		ModelGateway gateway = offline();
		Caller caller = caller(gateway.open("a", 1, false));
		HttpResponse<InputStream> response = caller.stream(caller.request("/v1/messages")
			.POST(BodyPublishers.ofString(Conversation.with("!slow 600\n!tokens 600").streamed().toString())));
		gateway.close("a", 1);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> response.body().readAllBytes());
	}

	@Test
	void callsOfALaunchAreBounded() throws Exception {
		ModelGateway gateway = offline();
		ModelAccess access = gateway.open("a", 1, false);
		Caller caller = caller(access);
		List<HttpResponse<InputStream>> open = new ArrayList<>();
		for (int i = 0; i < LaunchCalls.MAX_AT_ONCE; i++) {
			open.add(caller.stream(caller.request("/v1/messages")
				.POST(BodyPublishers.ofString(Conversation.with("!slow 600\n!tokens 600").streamed().toString()))));
		}
		assertThat(call(access)).isEqualTo(429);
		assertThat(call(gateway.open("b", 1, false))).isEqualTo(200);
		gateway.close("a", 1);
		assertThat(open).hasSize(LaunchCalls.MAX_AT_ONCE);
	}

	@Test
	void accessIsTheSameAfterARestart() throws Exception {
		ModelGateway gateway = offline();
		ModelAccess access = gateway.open("a", 1, false);
		gateway.stop();
		ModelGateway restarted = offline();
		assertThat(call(access)).as("asks again until the launch is found").isEqualTo(503);
		assertThat(restarted.open("a", 1, false)).isEqualTo(access);
		assertThat(call(access)).isEqualTo(200);
	}

	@Test
	void launchThatIsNotFoundAfterARestartIsRefused() throws Exception {
		ModelGateway gateway = offline();
		ModelAccess access = gateway.open("a", 1, false);
		gateway.stop();
		offline();
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(call(access)).isEqualTo(401);
	}

	@Test
	void sandboxedChildSeesNoRealKey() throws Exception {
		List<String> keys = new ArrayList<>();
		try (LoopbackServer upstream = LoopbackServer.start(0, (exchange) -> {
			keys.add(exchange.getRequestHeaders().getFirst("x-api-key"));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		})) {
			ModelAccess access = gateway("aaas.model.anthropic-api-key", KEY, "aaas.model.anthropic-base-url",
					upstream.baseUrl().toString(), "ANTHROPIC_MODEL", "claude-x", "HTTPS_PROXY",
					"http://u:proxy-password@127.0.0.1:1", "NO_PROXY", "intra.net", "AWS_REGION", "x", "PATH", "x")
				.open("a", 1, true);
			assertThat(access.environment()).containsOnlyKeys("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY",
					"ANTHROPIC_MODEL", "HTTPS_PROXY", "NO_PROXY");
			assertThat(access.environment()).containsEntry("NO_PROXY", "intra.net,127.0.0.1");
			assertThat(access.environment()).doesNotContainValue(KEY);
			assertThat(access.secrets()).contains(KEY, "proxy-password");
			assertThat(call(access)).isEqualTo(200);
		}
		assertThat(keys).containsExactly(KEY);
	}

	@Test
	void childWithoutSandboxGetsTheRealVariables() throws IOException {
		ModelAccess access = gateway("aaas.model.anthropic-api-key", KEY, "aaas.model.anthropic-base-url",
				"http://127.0.0.1:1", "NODE_EXTRA_CA_CERTS", "")
			.open("a", 1, false);
		assertThat(access.environment()).containsOnly(entry("ANTHROPIC_API_KEY", KEY),
				entry("ANTHROPIC_BASE_URL", "http://127.0.0.1:1"));
		assertThat(access.secrets()).containsExactly(KEY);
	}

	@Test
	void credentialsThatCannotBeForwardedArePassedOn() throws IOException {
		ModelAccess access = gateway("CLAUDE_CODE_OAUTH_TOKEN", "subscription").open("a", 1, true);
		assertThat(access.environment()).containsOnly(entry("CLAUDE_CODE_OAUTH_TOKEN", "subscription"));
	}

	@Test
	void offlineChildGetsNoRealKey() throws IOException {
		ModelAccess access = gateway("aaas.model.backend", "offline", "aaas.model.anthropic-api-key", KEY,
				"CLAUDE_CODE_OAUTH_TOKEN", "subscription")
			.open("a", 1, false);
		assertThat(access.environment()).containsOnlyKeys("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "NO_PROXY")
			.doesNotContainValue(KEY);
	}

	@Test
	void keyThatCannotBeSentIsNotReadyAndNotLogged(CapturedOutput output) throws IOException {
		ModelGateway gateway = gateway("aaas.model.anthropic-api-key", "sk-ant-the\u0007real");
		assertThat(gateway.ready()).isFalse();
		assertThat(gateway.reason()).contains("ANTHROPIC_API_KEY");
		assertThat(output).contains(gateway.reason()).doesNotContain("sk-ant");
	}

}
