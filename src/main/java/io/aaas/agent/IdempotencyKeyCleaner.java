package io.aaas.agent;

import java.time.Duration;

import io.aaas.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Removes idempotency keys that are too old, some at a time.
 */
@Component
class IdempotencyKeyCleaner {

	private static final Logger logger = LoggerFactory.getLogger(IdempotencyKeyCleaner.class);

	private static final int BATCH = 500;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PERIOD = Duration.ofMinutes(1);

	private final IdempotencyKeyRepository keys;

	private final AgentRuntime runtime;

	private final Duration period;

	IdempotencyKeyCleaner(IdempotencyKeyRepository keys, AgentRuntime.Factory factory) {
		this.keys = keys;
		this.runtime = factory.runtime();
		Duration lifetime = this.runtime.properties().idempotencyKeyLifetime();
		this.period = (lifetime.compareTo(LONGEST_PERIOD) < 0) ? lifetime : LONGEST_PERIOD;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		cleanAfter(this.period);
	}

	private void cleanAfter(Duration delay) {
		this.runtime.later(delay, () -> this.runtime.mailboxes().execute(this::clean));
	}

	private void clean() {
		Duration next = this.period;
		try {
			if (this.keys.deleteExpired(BATCH) == BATCH) {
				next = PAUSE;
			}
		}
		catch (StoreUnavailableException ex) {
			logger.debug("Old idempotency keys could not be removed", ex);
		}
		catch (RuntimeException ex) {
			logger.error("Old idempotency keys could not be removed; it is tried again", ex);
		}
		cleanAfter(next);
	}

}
