package io.aaas.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.aaas.claude.ClaudeCli;
import io.aaas.model.ModelGateway;
import io.aaas.store.StoreUnavailableException;

import org.springframework.stereotype.Component;

/**
 * What every live agent works with.
 *
 * @param cli the CLI
 * @param model the way to the model
 * @param journal commits changes
 * @param messages finds messages that are not in memory
 * @param configs reads configurations
 * @param workspaces the directories
 * @param disk whether there is room on their disks
 * @param slots who may have a process
 * @param metrics counts what they do
 * @param properties the limits
 * @param clock the time of day
 * @param node this node's name
 * @param mailboxes runs mailboxes
 * @param timer wakes mailboxes
 */
record AgentRuntime(ClaudeCli cli, ModelGateway model, AgentJournal journal, MessageRepository messages,
		AgentConfigs configs, Workspaces workspaces, DiskSpace disk, Slots slots, AgentMetrics metrics,
		AgentProperties properties, Clock clock, String node, Executor mailboxes, ScheduledExecutorService timer) {

	/** Run a task later; the delay is measured on the monotonic clock. */
	void later(Duration delay, Runnable task) {
		if (!this.timer.isShutdown()) {
			this.timer.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Run a task in a mailbox, later, and again until the store has taken what it writes.
	 */
	void persist(Mailbox mailbox, Duration delay, Runnable task) {
		later(delay, () -> mailbox.execute(() -> {
			try {
				task.run();
			}
			catch (StoreUnavailableException ex) {
				persist(mailbox, AgentProcess.RETRY, task);
			}
		}));
	}

	/**
	 * Makes the runtime of this node.
	 */
	@Component
	static class Factory {

		/** The one node of an SQLite database. */
		private static final String NODE = "local";

		private final AgentRuntime runtime;

		Factory(ClaudeCli cli, ModelGateway model, AgentJournal journal, MessageRepository messages,
				AgentConfigs configs, Workspaces workspaces, DiskSpace disk, Slots slots, AgentMetrics metrics,
				AgentProperties properties, Clock clock) {
			this.runtime = new AgentRuntime(cli, model, journal, messages, configs, workspaces, disk, slots, metrics,
					properties, clock, NODE,
					Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agent-", 0).factory()), Executors
						.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("agent-timer").factory()));
		}

		AgentRuntime runtime() {
			return this.runtime;
		}

	}

}
