package io.aaas.agent;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether there is room for agents to write.
 */
@Component("storageHealthIndicator")
class DiskHealthIndicator implements HealthIndicator {

	private final DiskSpace disk;

	DiskHealthIndicator(DiskSpace disk) {
		this.disk = disk;
	}

	@Override
	public Health health() {
		String shortage = this.disk.shortage();
		return (shortage == null) ? Health.up().build() : Health.outOfService().withDetail("reason", shortage).build();
	}

}
