package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.aaas.event.EventLog;
import io.aaas.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Forgets what is too old or too much, in the background and in small parts. A reader
 * that is behind what was removed is told so.
 */
@Component
class Retention {

	private static final Logger logger = LoggerFactory.getLogger(Retention.class);

	private final RetentionProperties properties;

	private final AgentRuntime runtime;

	private final RetentionRepository repository;

	private final EventLog eventLog;

	Retention(RetentionProperties properties, AgentRuntime.Factory factory, RetentionRepository repository,
			EventLog eventLog) {
		this.properties = properties;
		this.runtime = factory.runtime();
		this.repository = repository;
		this.eventLog = eventLog;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		this.runtime.later(this.properties.period(), () -> this.runtime.mailboxes().execute(this::runAndGoOn));
	}

	private void runAndGoOn() {
		try {
			run();
		}
		catch (StoreUnavailableException ex) {
			logger.debug("What is too old could not be removed", ex);
		}
		catch (RuntimeException ex) {
			logger.error("What is too old could not be removed; it is tried again", ex);
		}
		begin();
	}

	/** Look at every agent once. */
	void run() {
		Instant now = this.runtime.clock().instant();
		String after = "";
		List<String> agents = this.repository.agents(after);
		while (!agents.isEmpty()) {
			agents.forEach((agent) -> trim(agent, now));
			agents = this.repository.agents(agents.getLast());
		}
		this.repository.deleted(now.minus(this.properties.deleted())).forEach(this::purge);
	}

	private void trim(String agentId, Instant now) {
		Instant events = cutoff(now, this.properties.eventAge());
		while (this.eventLog.trim(agentId, events, count(this.properties.events()))) {
			logger.debug("Removing old events of agent {}", agentId);
		}
		// Who repeats a request under its key is answered from its message.
		Instant latest = now.minus(this.runtime.properties().idempotencyKeyLifetime());
		Instant messages = cutoff(now, this.properties.messageAge());
		while (this.repository.trim(agentId, messages, count(this.properties.messages()), latest)) {
			logger.debug("Removing old messages of agent {}", agentId);
		}
	}

	private static Instant cutoff(Instant now, Duration age) {
		return age.isZero() ? Instant.EPOCH : now.minus(age);
	}

	private static long count(long most) {
		return (most > 0) ? most : Long.MAX_VALUE;
	}

	private void purge(String agentId) {
		while (this.eventLog.purge(agentId) || this.repository.purgeMessages(agentId)) {
			logger.debug("Removing what is left of agent {}", agentId);
		}
		this.repository.purge(agentId);
	}

}
