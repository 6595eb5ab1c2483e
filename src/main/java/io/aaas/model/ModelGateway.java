package io.aaas.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpHandler;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/**
 * The way from an agent's CLI to its model. It listens from its creation on, so that CLIs
 * that outlived the service are answered as soon as their launches are open again.
 */
@Component
public final class ModelGateway {

	private static final Logger log = LoggerFactory.getLogger(ModelGateway.class);

	private static final long PAUSE_NANOS = 50_000_000;

	private final PassedOn passedOn;

	private final @Nullable Credentials credentials;

	private final BackendChoice choice;

	private final OpenLaunches launches = new OpenLaunches();

	private final LaunchTokens tokens;

	private final RememberedPort port;

	private final @Nullable LoopbackServer server;

	ModelGateway(ModelProperties properties, ConfigurableEnvironment environment, Clock clock) throws IOException {
		this.passedOn = new PassedOn(environment);
		this.credentials = Credentials.find(properties, this.passedOn);
		Path directory = Path.of(environment.getProperty("aaas.store.data-directory", "data"));
		this.port = new RememberedPort(directory.resolve("model.port"), properties.port(),
				() -> LockSupport.parkNanos(PAUSE_NANOS));
		BackendChoice settled = BackendChoice.of(properties.backend(), this.credentials, onLoopback(environment));
		HttpHandler handler = null;
		try {
			handler = handler(settled, properties);
		}
		catch (IllegalArgumentException ex) {
			settled = settled.unusable(String.valueOf(ex.getMessage()));
		}
		this.choice = settled;
		this.tokens = LaunchTokens.load(directory.resolve("model.key"));
		this.server = (handler != null) ? this.port.bind(new TokenGate(this.tokens, this.launches, handler, clock))
				: null;
		if (settled.ready()) {
			log.info("Model backend {}. {}", settled.backend(), settled.reason());
		}
		else {
			log.warn("Model backend {} cannot be used. {}", settled.backend(), settled.reason());
		}
	}

	private @Nullable HttpHandler handler(BackendChoice choice, ModelProperties properties) {
		if (choice.backend() == ModelBackend.OFFLINE) {
			return new OfflineHandler((request) -> {
			});
		}
		if (this.credentials == null || !this.credentials.forwardable()) {
			return null;
		}
		Map<String, String> variables = this.credentials.variables();
		Upstream upstream = new Upstream(variables.get("ANTHROPIC_BASE_URL"), variables.get("ANTHROPIC_API_KEY"),
				variables.get("ANTHROPIC_AUTH_TOKEN"), variables.get("ANTHROPIC_CUSTOM_HEADERS"));
		return new Forwarder(upstream, UpstreamClient.create(properties.connectTimeout(), this.passedOn),
				properties.responseTimeout());
	}

	private static boolean onLoopback(ConfigurableEnvironment environment) {
		String address = environment.getProperty("server.address", "");
		try {
			return !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/**
	 * Who answers the agents.
	 * @return the backend, settled once at the start
	 */
	public ModelBackend backend() {
		return this.choice.backend();
	}

	/**
	 * Whether agents can reach a model.
	 * @return {@code false} if there are no usable credentials; {@link #reason()} names
	 * the remedies
	 */
	public boolean ready() {
		return this.choice.ready();
	}

	/**
	 * Why the backend is what it is, or why it is not ready, in one line for people.
	 * @return a sentence without secrets
	 */
	public String reason() {
		return this.choice.reason();
	}

	/**
	 * Let one launch of an agent use the model. Opening again what is open, or what was
	 * open before a restart of the service, gives the same access.
	 * @param agentId the agent
	 * @param launch the number of the launch
	 * @param sandboxed whether the agent's tools are kept from the service's own files,
	 * so that it is worth hiding the real key from them. Without a sandbox the CLI gets
	 * the real credentials, and its turn outlives a crash of the service
	 * @return what the child process needs
	 * @throws ProblemException {@code model_unavailable} if not {@link #ready()}
	 */
	public ModelAccess open(String agentId, int launch, boolean sandboxed) {
		if (!ready()) {
			throw new ProblemException(ProblemType.MODEL_UNAVAILABLE, reason());
		}
		Map<String, String> environment = this.passedOn.always();
		List<String> secrets = new ArrayList<>((this.credentials != null) ? this.credentials.secrets() : List.of());
		String proxy = environment.get("HTTPS_PROXY");
		if (proxy != null && !HttpsProxy.password(proxy).isEmpty()) {
			secrets.add(HttpsProxy.password(proxy));
		}
		if (this.server != null && (sandboxed || backend() == ModelBackend.OFFLINE)) {
			secrets.add(openHere(new Launch(agentId, launch), this.server, environment));
		}
		else if (this.credentials != null) {
			environment.putAll(this.credentials.variables());
		}
		return new ModelAccess(environment, secrets);
	}

	/**
	 * As {@link #open}, for what an earlier run of the service has started: it need not
	 * be ready.
	 * @param agentId the agent
	 * @param launch the number of the launch
	 * @param sandboxed whether the launch is
	 * @return what the child process has, as far as this run knows it: without
	 * credentials, the token of the launch as a secret
	 */
	public ModelAccess reopen(String agentId, int launch, boolean sandboxed) {
		return ready() ? open(agentId, launch, sandboxed)
				: new ModelAccess(Map.of(), List.of(this.tokens.token(new Launch(agentId, launch))));
	}

	private String openHere(Launch launch, LoopbackServer server, Map<String, String> environment) {
		try {
			this.port.keep(server.port());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The port of the model cannot be written down", ex);
		}
		this.launches.open(launch);
		String token = this.tokens.token(launch);
		environment.put("ANTHROPIC_BASE_URL", server.baseUrl().toString());
		environment.put("ANTHROPIC_API_KEY", token);
		environment.merge("NO_PROXY", "127.0.0.1", (old, host) -> old + "," + host);
		return token;
	}

	/**
	 * End the access of a launch: its token is refused from now on and its calls in
	 * flight are broken off.
	 * @param agentId the agent
	 * @param launch the number of the launch
	 */
	public void close(String agentId, int launch) {
		this.launches.close(new Launch(agentId, launch));
	}

	@PreDestroy
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

}
