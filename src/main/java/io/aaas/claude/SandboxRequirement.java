package io.aaas.claude;

import java.net.InetAddress;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * A service that others can reach runs agents without a sandbox only if it was told to.
 */
@Component
class SandboxRequirement implements InitializingBean {

	private final ClaudeProperties properties;

	private final ServerProperties server;

	private final ClaudeCli cli;

	SandboxRequirement(ClaudeProperties properties, ServerProperties server, ClaudeCli cli) {
		this.properties = properties;
		this.server = server;
		this.cli = cli;
	}

	@Override
	public void afterPropertiesSet() {
		if (this.properties.sandbox() == ClaudeProperties.SandboxMode.BUBBLEWRAP) {
			demand();
		}
		@Nullable InetAddress address = this.server.getAddress();
		boolean loopback = address != null && address.isLoopbackAddress();
		if (!loopback && this.properties.sandbox() == ClaudeProperties.SandboxMode.AUTO
				&& !this.cli.sandbox().confines()) {
			throw new StartupException(
					"HOST is not a loopback address and there is no sandbox for agents: " + this.cli.sandbox().reason()
							+ ". Install bubblewrap and allow user namespaces, or say SANDBOX=none to run without");
		}
	}

	private void demand() {
		try {
			this.cli.sandbox();
		}
		catch (ClaudeUnavailableException ex) {
			throw new StartupException(ex.detail(), ex);
		}
	}

}
