package io.aaas.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.aaas.claude.CarriedProcess;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * All agents of this node. An agent is live, that is in memory, from its first use on.
 * May be called from any thread; calls wait until what they do is durable.
 */
@Service
public final class AgentManager implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(AgentManager.class);

	private final Map<String, ClaudeCodeAgent> live = new ConcurrentHashMap<>();

	private final AgentRuntime runtime;

	private final AgentRepository agents;

	private final AgentCreation creation;

	private final ApprovalRepository approvals;

	private final Shutdown shutdown;

	private volatile boolean running;

	AgentManager(AgentRuntime.Factory factory, AgentRepository agents, AgentCreation creation,
			ApprovalRepository approvals) {
		this.runtime = factory.runtime();
		this.agents = agents;
		this.creation = creation;
		this.approvals = approvals;
		this.shutdown = new Shutdown(this.live.values(), this.runtime.properties());
	}

	/**
	 * Make an agent, and start it unless it is to be left stopped.
	 * @param tenantId who owns it
	 * @param request what it shall be
	 * @return the agent; it takes messages
	 * @throws ProblemException if a field is wrong, there are too many agents, or it
	 * could not be started; nothing is left behind then
	 */
	public Agent create(String tenantId, NewAgent request) {
		this.shutdown.refuse();
		Agent agent = this.creation.prepare(tenantId, request, this.runtime.node());
		if (request.autoStart()) {
			refuseUnlessUsable();
		}
		this.creation.insert(agent);
		AgentState state = new AgentState(agent, null, List.of(), Map.of(), null, AgentState.Span.NONE);
		ClaudeCodeAgent created = new ClaudeCodeAgent(this.runtime, state);
		this.live.put(agent.id(), created);
		if (!request.autoStart()) {
			return agent;
		}
		try {
			return await(created.launchFirst());
		}
		catch (RuntimeException ex) {
			if (!isUnknown(ex)) {
				this.live.remove(agent.id());
				this.creation.undo(agent);
			}
			throw ex;
		}
	}

	/** Somebody found the agent in the list and deleted it before it was ready. */
	private static boolean isUnknown(RuntimeException failure) {
		return failure instanceof ProblemException problem && problem.type() == ProblemType.AGENT_NOT_FOUND;
	}

	private void refuseUnlessUsable() {
		if (!this.runtime.model().ready()) {
			throw new ProblemException(ProblemType.MODEL_UNAVAILABLE, this.runtime.model().reason());
		}
		this.runtime.cli().installation();
	}

	/**
	 * Find an agent.
	 * @throws ProblemException {@code agent_not_found}, also for another tenant's
	 */
	public Agent get(String tenantId, String id) {
		return this.agents.find(tenantId, id).orElseThrow(() -> unknown(id));
	}

	/**
	 * A page of a tenant's agents, by age.
	 * @param after the id behind which to begin; {@code null} for the start
	 */
	public List<Agent> list(String tenantId, AgentFilter filter, @Nullable String after, int limit) {
		return this.agents.page(tenantId, filter, after, limit);
	}

	/** Change what can be changed; see {@link AgentPatch}. */
	public Agent patch(String tenantId, String id, AgentPatch patch) {
		this.creation.check(patch);
		return await(live(tenantId, id).patch(patch));
	}

	/** Start a stopped or failed agent; returns when it takes messages, or has failed. */
	public Agent start(String tenantId, String id) {
		this.shutdown.refuse();
		refuseUnlessUsable();
		return awaitReady(tenantId, id, live(tenantId, id).start());
	}

	/**
	 * Stop an agent: its turn is interrupted, its queue cancelled, its processes are
	 * gone.
	 */
	public Agent stop(String tenantId, String id) {
		return await(live(tenantId, id).stop());
	}

	/** Start an agent anew; its queue is kept. */
	public Agent restart(String tenantId, String id) {
		this.shutdown.refuse();
		refuseUnlessUsable();
		return awaitReady(tenantId, id, live(tenantId, id).restart());
	}

	/** Let an idle agent's process go. */
	public Agent hibernate(String tenantId, String id) {
		return await(live(tenantId, id).hibernate());
	}

	/**
	 * Delete an agent: its processes are gone, and the directories the service made.
	 * @param keepWorkspace whether its working directory stays
	 */
	public void delete(String tenantId, String id, boolean keepWorkspace) {
		Agent deleted = await(live(tenantId, id).delete());
		this.live.remove(id);
		this.runtime.workspaces().remove(deleted, keepWorkspace);
	}

	/** Accept a message; see {@link Submission}. */
	public Submission send(String tenantId, String id, NewMessage message) {
		this.shutdown.refuse();
		return await(live(tenantId, id).send(message));
	}

	/** Interrupt the running turn. */
	public Message interrupt(String tenantId, String id) {
		return await(live(tenantId, id).interrupt());
	}

	/** Cancel a message that waits, or interrupt the one that runs. */
	public Message cancel(String tenantId, String agentId, String messageId) {
		return await(live(tenantId, agentId).cancel(message(tenantId, agentId, messageId)));
	}

	/**
	 * Find a message.
	 * @throws ProblemException if there is no such agent or message
	 */
	public Message message(String tenantId, String agentId, String messageId) {
		get(tenantId, agentId);
		return this.runtime.messages()
			.find(agentId, messageId)
			.orElseThrow(
					() -> new ProblemException(ProblemType.MESSAGE_NOT_FOUND, "The agent has no message " + messageId));
	}

	/** A page of an agent's messages, in the order they were accepted. */
	public List<Message> messages(String tenantId, String agentId, @Nullable MessageStatus status,
			@Nullable String after, int limit) {
		get(tenantId, agentId);
		return this.runtime.messages().page(agentId, status, after, limit);
	}

	/** Completes when the message has ended; at once if it has. */
	public CompletableFuture<Message> completion(String tenantId, Message message) {
		return live(tenantId, message.agentId()).completion(message);
	}

	/** A page of an agent's approvals, by age. */
	public List<Approval> approvals(String tenantId, String agentId, Approval.@Nullable Status status,
			@Nullable String after, int limit) {
		get(tenantId, agentId);
		return this.approvals.page(agentId, status, after, limit);
	}

	/** Answer an approval. */
	public Approval decide(String tenantId, String agentId, String approvalId, Decision decision) {
		get(tenantId, agentId);
		Approval approval = this.approvals.find(agentId, approvalId)
			.orElseThrow(() -> new ProblemException(ProblemType.APPROVAL_NOT_FOUND,
					"The agent has no approval " + approvalId));
		return await(live(tenantId, agentId).decide(approval, decision));
	}

	/** How long a request may wait for a reply. */
	public Duration longestWait() {
		return this.runtime.properties().maxWait();
	}

	/** Completes when nobody shall wait any more, as the service is shutting down. */
	public CompletableFuture<Void> closing() {
		return this.shutdown.over();
	}

	/** What there is at the moment; what cannot be told is {@code null}. */
	public Census census() {
		int processes = (int) this.live.values().stream().filter(ClaudeCodeAgent::hasProcess).count();
		return new Census(countAgents(), processes, this.runtime.properties().maxAgents(), cliVersion(),
				this.runtime.cli().sandbox().name());
	}

	private @Nullable Integer countAgents() {
		try {
			return this.agents.count();
		}
		catch (StoreUnavailableException ex) {
			return null;
		}
	}

	private @Nullable String cliVersion() {
		try {
			return this.runtime.cli().installation().version().toString();
		}
		catch (ProblemException ex) {
			return null;
		}
	}

	static ProblemException unknown(String id) {
		return new ProblemException(ProblemType.AGENT_NOT_FOUND, "There is no agent " + id);
	}

	private ClaudeCodeAgent live(String tenantId, String id) {
		get(tenantId, id);
		return this.live.computeIfAbsent(id, this::load);
	}

	private ClaudeCodeAgent load(String id) {
		return new ClaudeCodeAgent(this.runtime,
				this.runtime.journal().own(id, this.runtime.node()).orElseThrow(() -> unknown(id)));
	}

	/** A start that takes long is answered with the agent as it is; it goes on. */
	private Agent awaitReady(String tenantId, String id, CompletableFuture<Agent> ready) {
		Duration patience = this.runtime.properties().startTimeout().plus(this.runtime.properties().stopTimeout());
		return await(ready.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
			.thenApply((agent) -> Optional.ofNullable(agent))).orElseGet(() -> get(tenantId, id));
	}

	private static <T> T await(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw ClaudeCodeAgent.unwrapped(ex);
		}
	}

	// The service's own life

	@Override
	public void start() {
		Map<String, List<CarriedProcess>> survivors = this.runtime.cli().survivors();
		List<String> unfinished = this.agents.unfinished();
		for (String id : unfinished) {
			ClaudeCodeAgent agent = this.live.computeIfAbsent(id, this::load);
			agent.recover(survivors.getOrDefault(id, List.of())).whenComplete((recovered, failure) -> {
				if (failure != null) {
					logger.error("Agent {} could not be recovered", id, failure);
				}
			});
		}
		survivors.forEach((id, processes) -> {
			if (!unfinished.contains(id) && this.agents.exists(id)) {
				this.runtime.cli().kill(processes.stream().map(CarriedProcess::identity).toList());
			}
		});
		if (!unfinished.isEmpty()) {
			long alive = unfinished.stream().filter(survivors::containsKey).count();
			logger.info("Recovering {} agents, {} of them with live processes", unfinished.size(), alive);
		}
		this.running = true;
	}

	/**
	 * Running turns get the drain timeout; those that run on are finished by the next
	 * start.
	 */
	@Override
	public void stop() {
		this.shutdown.finish();
		this.runtime.timer().shutdown();
		this.running = false;
	}

	/** As {@link #stop}, but ends nothing that runs on. */
	void finishTurns() {
		this.shutdown.finishTurns();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Before the web server opens, so that every agent is recovered before it is asked.
	 */
	@Override
	public int getPhase() {
		return 0;
	}

	@EventListener(ContextClosedEvent.class)
	void onClosing() {
		this.shutdown.begin();
	}

	/** What has drained does not begin anew. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * What there is.
	 *
	 * @param agentsCount how many agents exist
	 * @param liveProcesses how many of them have a process
	 * @param maxAgents how many may exist
	 * @param cliVersion the version of the CLI
	 * @param sandbox what confines it
	 */
	public record Census(@Nullable Integer agentsCount, int liveProcesses, int maxAgents, @Nullable String cliVersion,
			String sandbox) {
	}

}
