package io.aaas.agent;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.aaas.claude.CarriedProcess;
import io.aaas.claude.ProcessIdentity;
import io.aaas.store.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Compares, every few seconds, what the database says with what runs: rows, ownership,
 * processes and spools. Nothing should ever be found; what is found is repaired, logged,
 * counted, and told in the agent's log.
 */
@Component
final class Reconciler {

	private static final Logger logger = LoggerFactory.getLogger(Reconciler.class);

	private static final Duration PERIOD = Duration.ofSeconds(5);

	private final AgentRuntime runtime;

	private final LiveAgents live;

	private final ReconciliationRepository records;

	private final OldSpools spools;

	private final AgentRepository agents;

	private volatile boolean closing;

	/** Found in the pass before. */
	private Set<String> withoutOwner = Set.of();

	private final MeterRegistry metrics;

	Reconciler(AgentRuntime.Factory factory, LiveAgents live, ReconciliationRepository records, OldSpools spools,
			AgentRepository agents, MeterRegistry metrics) {
		this.runtime = factory.runtime();
		this.live = live;
		this.records = records;
		this.spools = spools;
		this.agents = agents;
		this.metrics = metrics;
		// An increase can be seen only from nothing on.
		Arrays.stream(Finding.values()).forEach(this::counter);
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		this.runtime.later(PERIOD, () -> this.runtime.mailboxes().execute(() -> {
			if (!this.closing) {
				pass();
				begin();
			}
		}));
	}

	/** What it looks at is about to be closed. */
	@EventListener(ContextClosedEvent.class)
	void end() {
		this.closing = true;
	}

	void pass() {
		try {
			this.live.retryRecoveries();
			Map<String, List<CarriedProcess>> carried = this.runtime.cli().survivors();
			this.runtime.metrics()
				.measured(carried.entrySet()
					.stream()
					.filter((agent) -> this.live.find(agent.getKey()) != null)
					.collect(Collectors.toMap(Map.Entry::getKey,
							(agent) -> CarriedProcess.residentBytes(agent.getValue()))));
			List<ClaudeCodeAgent> unfinished = this.live.all()
				.stream()
				.filter((agent) -> agent.isUnfinished() || carried.containsKey(agent.id()))
				.toList();
			Map<String, Long> epochs = this.records.epochs(unfinished.stream().map(ClaudeCodeAgent::id).toList());
			unfinished.forEach((agent) -> agent
				.reconcile(carried.getOrDefault(agent.id(), List.of()), epochs.getOrDefault(agent.id(), 0L))
				.thenAccept(this::count));
			takeOver(carried);
			endForgotten(carried);
			this.spools.removeSome().forEach((spool) -> count(Set.of(Finding.OLD_SPOOL)));
		}
		catch (StoreUnavailableException ex) {
			logger.debug("Nothing can be compared while the database does not answer", ex);
		}
		catch (RuntimeException ex) {
			if (this.closing) {
				return;
			}
			logger.error("What runs could not be compared with what is on record; it is tried again", ex);
		}
	}

	/**
	 * Whatever this node has begun it ends: an agent is let go when a write of it finds
	 * the database behind it, as after a failover that has lost commits.
	 */
	private void takeOver(Map<String, List<CarriedProcess>> carried) {
		Set<String> without = this.agents.unfinished(this.runtime.node())
			.stream()
			.filter((id) -> this.live.find(id) == null)
			.collect(Collectors.toSet());
		// Once may be in passing.
		without.stream().filter(this.withoutOwner::contains).forEach((id) -> {
			logger.warn("Found and repaired of agent {}: {}", id, Finding.NO_OWNER.description());
			this.live.own(id, carried.getOrDefault(id, List.of()));
			count(Set.of(Finding.NO_OWNER));
		});
		this.withoutOwner = without;
	}

	/**
	 * Agents that are not in memory have no processes here. Those of another service on
	 * this machine are left alone: it has not recorded their end.
	 */
	private void endForgotten(Map<String, List<CarriedProcess>> carried) {
		Set<String> forgotten = carried.keySet()
			.stream()
			.filter((id) -> this.live.find(id) == null)
			.collect(Collectors.toSet());
		this.records.endedLaunches(forgotten).forEach((id, ended) -> {
			List<ProcessIdentity> seen = carried.getOrDefault(id, List.of())
				.stream()
				.filter((process) -> ended.contains(process.launch()))
				.map(CarriedProcess::identity)
				.toList();
			// They may have ended with their agent since they were looked for.
			List<ProcessIdentity> strays = this.runtime.cli().alive(seen);
			if (!strays.isEmpty()) {
				logger.warn("Found and repaired of agent {}: {}", id, Finding.STRAY_PROCESSES.description());
				this.runtime.cli().kill(strays);
				count(Set.of(Finding.STRAY_PROCESSES));
			}
		});
	}

	private void count(Collection<Finding> findings) {
		findings.forEach((finding) -> counter(finding).increment());
	}

	private Counter counter(Finding finding) {
		return this.metrics.counter("aaas.reconciler.findings", "finding", finding.wireName());
	}

}
