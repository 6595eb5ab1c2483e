package io.aaas.claude;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether agents can be started.
 */
@Component
class ClaudeHealthIndicator extends AbstractHealthIndicator {

	private final ClaudeCli cli;

	ClaudeHealthIndicator(ClaudeCli cli) {
		super("The Claude Code CLI cannot be used");
		this.cli = cli;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClaudeInstallation installation = this.cli.installation();
		Sandbox sandbox = this.cli.sandbox();
		builder.up()
			.withDetail("version", installation.version().toString())
			.withDetail("sandbox", sandbox.name())
			.withDetail("sandboxReason", sandbox.reason());
	}

}
