package io.aaas.model;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether there is a model to talk to.
 */
@Component
class ModelHealthIndicator implements HealthIndicator {

	private final ModelGateway model;

	ModelHealthIndicator(ModelGateway model) {
		this.model = model;
	}

	@Override
	public Health health() {
		Health.Builder health = this.model.ready() ? Health.up() : Health.down();
		return health.withDetail("backend", this.model.backend()).withDetail("reason", this.model.reason()).build();
	}

}
