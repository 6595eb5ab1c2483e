package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.aaas.event.Event;
import io.aaas.event.EventType;
import io.aaas.store.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What agents do, in figures: counted from what is committed, so that nothing is counted
 * twice. Thread-safe.
 */
@Component
class AgentMetrics {

	private final MeterRegistry registry;

	private final AgentRepository agents;

	private final MultiGauge memory;

	AgentMetrics(MeterRegistry registry, Slots slots, AgentRepository agents, Workspaces workspaces) {
		this.registry = registry;
		this.agents = agents;
		this.memory = MultiGauge.builder("aaas.processes.memory")
			.description("What an agent's process and all it has started hold of the machine's memory")
			.baseUnit("bytes")
			.register(registry);
		Gauge.builder("aaas.spools", workspaces, Workspaces::spooled)
			.description("What was written by processes that live, or is not recorded yet")
			.baseUnit("bytes")
			.register(registry);
		Gauge.builder("aaas.processes", slots, Slots::held)
			.description("Agents that have a process, or are about to")
			.register(registry);
		Gauge.builder("aaas.processes.limit", slots, Slots::limit)
			.description("How many processes may live")
			.register(registry);
		Gauge.builder("aaas.processes.wanted", slots, Slots::waiting)
			.description("Agents that wait until another's process has ended")
			.register(registry);
		for (AgentStatus status : AgentStatus.values()) {
			Gauge.builder("aaas.agents", () -> count(status))
				.description("Agents, by status")
				.tag("status", Documents.name(status))
				.register(registry);
		}
		Gauge.builder("aaas.messages.queued", this::queued)
			.description("Messages that wait for their turn")
			.register(registry);
		registerExits();
	}

	/** An increase can be seen only from nothing on. */
	private void registerExits() {
		exits("exited");
		for (Departure departure : Departure.values()) {
			exits(departure.reason());
		}
	}

	private Counter exits(String reason) {
		return this.registry.counter("aaas.processes.exits", "reason", reason);
	}

	/** The processes were looked at: what they hold, by their agents' ids. */
	void measured(Map<String, Long> bytes) {
		this.memory.register(bytes.entrySet()
			.stream()
			.map((agent) -> MultiGauge.Row.of(Tags.of("agent", agent.getKey()), agent.getValue()))
			.toList(), true);
	}

	private double count(AgentStatus status) {
		try {
			return this.agents.count(status);
		}
		catch (StoreUnavailableException ex) {
			return Double.NaN;
		}
	}

	private double queued() {
		try {
			return this.agents.queued();
		}
		catch (StoreUnavailableException ex) {
			return Double.NaN;
		}
	}

	/** A change is durable. */
	void committed(AgentChange change) {
		for (Event event : change.events()) {
			this.registry.counter("aaas.events", "type", event.type().wireName()).increment();
			if (event.type() == EventType.MESSAGE_STARTED) {
				Message started = change.current();
				record("aaas.messages.wait", (started != null) ? started.createdAt() : null, change.now());
			}
			else if (event.type() == EventType.AGENT_STARTED) {
				Launch launch = change.launch();
				record("aaas.processes.start", (launch != null) ? launch.startedAt() : null, change.now());
			}
		}
		Launch saved = change.launchToSave();
		if (saved != null && saved.reason() != null) {
			exits(saved.reason()).increment();
		}
		change.ended().forEach(this::ended);
	}

	private void ended(Message message) {
		Instant started = message.startedAt();
		Instant finished = message.finishedAt();
		Failure error = message.error();
		if (started != null && finished != null) {
			Timer.builder("aaas.turns")
				.description("Turns, from their start to their end")
				.tag("status", Documents.name(message.status()))
				.tag("error", (error != null) ? Documents.name(error.code()) : "none")
				.register(this.registry)
				.record(Duration.between(started, finished));
		}
	}

	/** The first piece of an answer has come. */
	void firstDelta(Duration sinceTheTurnBegan) {
		this.registry.timer("aaas.turns.first.delta").record(sinceTheTurnBegan);
	}

	private void record(String timer, @Nullable Instant from, Instant to) {
		if (from != null) {
			this.registry.timer(timer).record(Duration.between(from, to));
		}
	}

}
