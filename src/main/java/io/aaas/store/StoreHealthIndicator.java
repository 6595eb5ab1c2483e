package io.aaas.store;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether the database answers.
 */
@Component
class StoreHealthIndicator extends AbstractHealthIndicator {

	private final Store store;

	StoreHealthIndicator(Store store) {
		super("The database does not answer");
		this.store = store;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		this.store.read((transaction) -> transaction.sql("select 1").query(Integer.class).single());
		builder.up().withDetail("product", this.store.product());
	}

}
