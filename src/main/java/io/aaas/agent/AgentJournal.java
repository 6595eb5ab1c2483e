package io.aaas.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.ClaudeVersion;
import io.aaas.event.EventLog;
import io.aaas.event.EventType;
import io.aaas.event.Published;
import io.aaas.store.Store;
import io.aaas.store.Transaction;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Commits the changes of agents, each in one transaction that is refused when the agent
 * has got another owner, and reads back what was committed.
 */
@Component
class AgentJournal {

	private final Store store;

	private final EventLog eventLog;

	private final AgentRepository agents;

	private final MessageRepository messages;

	private final ApprovalRepository approvals;

	private final LaunchRepository launches;

	private final IdempotencyKeyRepository keys;

	AgentJournal(Store store, EventLog eventLog, AgentRepository agents, MessageRepository messages,
			ApprovalRepository approvals, LaunchRepository launches, IdempotencyKeyRepository keys) {
		this.store = store;
		this.eventLog = eventLog;
		this.agents = agents;
		this.messages = messages;
		this.approvals = approvals;
		this.launches = launches;
		this.keys = keys;
	}

	/**
	 * Write a change and wait until it is durable. Handing in the same change again,
	 * after an outcome that was not known, writes it at most once.
	 * @throws OwnershipLostException if another node owns the agent by now
	 * @throws IdempotencyKeyTakenException if a key it claims is not free; nothing is
	 * written then
	 */
	void commit(AgentChange change) {
		this.store.write(change.agent().id(), (transaction) -> {
			if (this.agents.update(transaction, change.agent(), change.before().agent().lastSeq())) {
				write(transaction, change);
			}
			else if (!isCommitted(transaction, change)) {
				throw new OwnershipLostException(change.agent().id());
			}
			return true;
		});
	}

	private void write(Transaction transaction, AgentChange change) {
		Agent agent = change.agent();
		change.keys().forEach((use) -> {
			boolean free = this.keys.insert(transaction, use.key(), use.resourceId(), change.now());
			if (!free && use.exclusive()) {
				throw new IdempotencyKeyTakenException(use.key());
			}
		});
		change.messages().accepted().forEach((message) -> this.messages.insert(transaction, message));
		change.messages().changed().forEach((message) -> this.messages.update(transaction, message));
		change.endedInQueue().forEach((id, outcome) -> this.messages.endQueued(transaction, id, outcome, change.now()));
		change.changedApprovals().forEach((approval) -> this.approvals.save(transaction, approval));
		change.usage().forEach((entry) -> this.messages.insertUsage(transaction, agent, entry, change.now()));
		Launch launch = change.launchToSave();
		if (launch != null) {
			this.launches.save(transaction, launch);
		}
		if (!agent.labels().equals(change.before().agent().labels())) {
			this.agents.replaceLabels(transaction, agent);
		}
		this.eventLog.append(transaction, agent.tenantId(), change.events(), change.payloads());
	}

	/** Tell those who follow the agent what is committed. */
	void publish(Agent agent, List<Published> items) {
		this.eventLog.publish(agent.tenantId(), agent.id(), items);
	}

	/** Nothing more will be committed that anybody need wait for. */
	void endStreams() {
		this.eventLog.close();
	}

	/**
	 * Whether a change is in the database, of which the commit's answer was lost. Asked
	 * behind all writes for the agent: the one in question may still be under way.
	 */
	boolean isCommitted(AgentChange change) {
		return this.store.write(change.agent().id(), (transaction) -> isCommitted(transaction, change));
	}

	/** The numbers alone do not tell: another change may have taken them. */
	private boolean isCommitted(Transaction transaction, AgentChange change) {
		Agent agent = change.agent();
		if (change.events().isEmpty()) {
			// Where not even the row tells, it does no harm to do it again.
			return !agent.equals(change.before().agent()) && this.agents.find(transaction, agent.id())
				.filter((stored) -> stored.epoch() == agent.epoch() && stored.lastSeq() == agent.lastSeq()
						&& stored.status() == agent.status() && stored.updatedAt().equals(agent.updatedAt()))
				.isPresent();
		}
		return this.eventLog.holds(transaction, change.events().getLast())
				&& transaction.sql("select count(*) from agents where id = ? and epoch = ?")
					.params(agent.id(), agent.epoch())
					.query(Integer.class)
					.single() == 1;
	}

	/**
	 * Become the owner of an agent and read what is known of it.
	 * @return empty if there is no such agent
	 */
	Optional<AgentState> own(String agentId, String node) {
		return this.store.write(agentId, (transaction) -> {
			this.agents.own(transaction, agentId, node);
			return this.agents.find(transaction, agentId).map((agent) -> state(transaction, agent));
		});
	}

	Optional<Launch> launch(String agentId, int number) {
		return this.store.read((transaction) -> this.launches.find(transaction, agentId, number));
	}

	/**
	 * How often the CLI has ended by itself since it last was ready. Ends that a lost
	 * service has brought about are nobody's fault.
	 * @param most how many ends to look at
	 */
	int failedStarts(String agentId, int most) {
		return (int) this.store
			.read((transaction) -> this.eventLog.newest(transaction, agentId, EventType.AGENT_PROCESS_EXITED,
					EventType.AGENT_STARTED, most))
			.stream()
			.map(Documents::readObject)
			.filter((exit) -> exit.path("exit_code").isNumber() && "exited".equals(exit.path("reason").asString("")))
			.count();
	}

	private AgentState state(Transaction transaction, Agent agent) {
		Map<String, Approval> open = new LinkedHashMap<>();
		this.approvals.open(transaction, agent.id()).forEach((approval) -> open.put(approval.requestId(), approval));
		Message current = this.messages.current(transaction, agent.id()).orElse(null);
		Launch launch = this.launches.open(transaction, agent.id()).orElse(null);
		return new AgentState(agent, current, this.messages.queue(transaction, agent.id()), open, launch,
				span(transaction, agent, current, launch));
	}

	/**
	 * Also how the turn before has ended: a process that goes on may tell it again, and
	 * that must not end the turn that runs.
	 */
	private AgentState.Span span(Transaction transaction, Agent agent, @Nullable Message current,
			@Nullable Launch launch) {
		boolean open = current != null && current.delivery() != Message.Delivery.WRITTEN;
		if (launch == null) {
			return AgentState.Span.of(open);
		}
		ClaudeMessage.Result last = this.eventLog.newest(transaction, agent.id(), EventType.CLAUDE_RESULT)
			.map(ClaudeMessage::parse)
			.filter(ClaudeMessage.Result.class::isInstance)
			.map(ClaudeMessage.Result.class::cast)
			.orElse(null);
		boolean confirms = ClaudeVersion.parse(launch.cliVersion()).compareTo(ClaudeVersion.NEWEST) >= 0;
		return AgentState.Span.of(open, last != null && confirms, last);
	}

}
