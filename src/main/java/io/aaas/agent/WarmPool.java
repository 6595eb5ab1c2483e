package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.aaas.claude.CarriedProcess;
import io.aaas.template.AgentTemplate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Processes that were started before anybody asked for them, so that a new agent of one
 * of the chosen templates answers at once. Each tenant has its own, from its first such
 * agent on, for as long as it makes them. They take no slot that anybody else needs.
 * Thread-safe.
 */
@Component
class WarmPool implements SmartLifecycle {

	static final Logger logger = LoggerFactory.getLogger(WarmPool.class);

	/** The tenant of the bootstrap key has its processes from the start. */
	private static final String FIRST_TENANT = "default";

	private static final Duration PERIOD = Duration.ofSeconds(2);

	/** A start takes half a second of a core, which the new agent's first turn needs. */
	private static final Duration COURTESY = Duration.ofSeconds(1);

	/** After one that did not start. */
	private static final Duration PAUSE = Duration.ofSeconds(30);

	private final AgentRuntime runtime;

	private final AgentRepository agents;

	private final WarmPoolProperties properties;

	private final MeterRegistry metrics;

	/** By the configuration of an agent that takes its template as it is. */
	private final Map<ObjectNode, Wanted> wanted = new HashMap<>();

	/** Guarded by this, as is all that follows. */
	private final Map<Kind, List<WarmProcess>> processes = new HashMap<>();

	private final Map<Kind, Instant> used = new HashMap<>();

	private Instant pausedUntil = Instant.MIN;

	private boolean running;

	WarmPool(AgentRuntime.Factory factory, AgentRepository agents, WarmPoolProperties properties,
			MeterRegistry metrics) {
		this.runtime = factory.runtime();
		this.agents = agents;
		this.properties = properties;
		this.metrics = metrics;
		properties.counts().forEach((name, count) -> {
			AgentTemplate template = WarmPoolProperties.named(name, () -> this.runtime.configs().templateNamed(name));
			ObjectNode config = this.runtime.configs().effective(template, null);
			this.wanted.put(config, new Wanted(template, config, count));
		});
		Gauge.builder("aaas.warm.processes", this, WarmPool::ready)
			.description("Processes that wait for an agent to be made")
			.register(metrics);
		count(true, 0);
		count(false, 0);
	}

	private void count(boolean hit, int more) {
		this.metrics.counter("aaas.warm.agents", "process", hit ? "warm" : "cold").increment(more);
	}

	private synchronized int ready() {
		return (int) this.processes.values().stream().flatMap(Collection::stream).filter(WarmProcess::isReady).count();
	}

	/**
	 * Take a process for a new agent.
	 * @return {@code null} if there is none for such an agent
	 */
	@Nullable WarmProcess claim(String tenantId, ObjectNode config) {
		Wanted of = this.wanted.get(config);
		if (of == null) {
			return null;
		}
		WarmProcess claimed = take(new Kind(tenantId, of));
		count(claimed != null, 1);
		this.runtime.later(COURTESY, this::fillNow);
		return claimed;
	}

	private synchronized @Nullable WarmProcess take(Kind kind) {
		this.used.put(kind, this.runtime.clock().instant());
		Iterator<WarmProcess> candidates = this.processes.getOrDefault(kind, List.of()).iterator();
		while (candidates.hasNext()) {
			WarmProcess candidate = candidates.next();
			if (candidate.isReady()) {
				candidates.remove();
				return candidate;
			}
		}
		return null;
	}

	private void fillNow() {
		this.runtime.mailboxes().execute(() -> {
			try {
				fill();
			}
			catch (RuntimeException ex) {
				logger.warn("The warm pool cannot be filled: {}", ex.toString());
			}
		});
	}

	/** Start what is missing, and end what has waited for too long. */
	private synchronized void fill() {
		Instant now = this.runtime.clock().instant();
		Instant old = now.minus(this.properties.age());
		this.used.entrySet().removeIf((kind) -> kind.getValue().isBefore(old) && !kind.getKey().lasts());
		this.processes.forEach((kind, there) -> there.stream()
			.filter((process) -> process.startedAt().isBefore(old) || !this.used.containsKey(kind))
			.forEach(WarmProcess::discard));
		if (!this.running || now.isBefore(this.pausedUntil) || !this.runtime.model().ready()
				|| this.runtime.disk().isShort()) {
			return;
		}
		for (Map.Entry<Kind, Instant> use : this.used.entrySet()) {
			if (use.getValue().plus(COURTESY).isAfter(now)) {
				continue;
			}
			Kind kind = use.getKey();
			List<WarmProcess> there = this.processes.computeIfAbsent(kind, (_) -> new ArrayList<>());
			boolean room = true;
			while (room && there.size() < kind.wanted().count()) {
				WarmProcess added = new WarmProcess(this.runtime, agent(kind), this::changed);
				room = added.acquireSlot();
				if (room) {
					there.add(added);
					added.start();
				}
			}
		}
	}

	private Agent agent(Kind kind) {
		String id = Identifiers.next();
		Instant now = this.runtime.clock().instant();
		Wanted of = kind.wanted();
		return new Agent(id, kind.tenantId(), "", AgentStatus.STARTING, null, of.template().reference(), of.config(),
				Map.of(), this.runtime.workspaces().own(kind.tenantId(), id), true, this.runtime.node(), 1, 1, 0, null,
				UUID.randomUUID().toString(), 0, 0, Usage.NONE, null, now, now, now, null);
	}

	private synchronized void changed(WarmProcess process) {
		if (process.isGone()) {
			this.processes.values().forEach((there) -> there.remove(process));
			if (!process.wasReady()) {
				this.pausedUntil = this.runtime.clock().instant().plus(PAUSE);
			}
		}
	}

	@Override
	public void start() {
		removeLost();
		synchronized (this) {
			this.running = true;
			Instant now = this.runtime.clock().instant();
			this.wanted.values().forEach((of) -> this.used.put(new Kind(FIRST_TENANT, of), now));
		}
		if (!this.wanted.isEmpty()) {
			tick();
		}
	}

	private void tick() {
		fillNow();
		this.runtime.later(PERIOD, this::tick);
	}

	/** What a lost service has left that no agent was made for. */
	private void removeLost() {
		List<String> marked = this.runtime.workspaces().marked();
		Map<String, List<CarriedProcess>> survivors = marked.isEmpty() ? Map.of() : this.runtime.cli().survivors();
		for (String id : marked) {
			if (this.agents.exists(id)) {
				this.runtime.workspaces().unmarkWarm(id);
			}
			else {
				this.runtime.cli()
					.kill(survivors.getOrDefault(id, List.of()).stream().map(CarriedProcess::identity).toList())
					.join();
				this.runtime.workspaces().removeMarked(id);
			}
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.processes.values().forEach((there) -> there.forEach(WarmProcess::discard));
		long deadline = System.nanoTime() + this.runtime.properties().stopTimeout().toNanos();
		try {
			while (this.processes.values().stream().anyMatch((there) -> !there.isEmpty())
					&& System.nanoTime() - deadline < 0) {
				wait(10);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/** After the agents are recovered, and ended before them. */
	@Override
	public int getPhase() {
		return 1;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * What is to be had ready, and how often.
	 */
	private record Wanted(AgentTemplate template, ObjectNode config, int count) {
	}

	/**
	 * Processes that are alike.
	 */
	private record Kind(String tenantId, Wanted wanted) {

		boolean lasts() {
			return this.tenantId.equals(FIRST_TENANT);
		}

	}

}
