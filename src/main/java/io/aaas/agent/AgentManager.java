package io.aaas.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.Part;
import io.aaas.store.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

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

	private final LiveAgents live;

	private final AgentRuntime runtime;

	private final AgentRepository agents;

	private final AgentCreation creation;

	private final ApprovalRepository approvals;

	private final Idempotency idempotency;

	private final Recovery recovery;

	private final Shutdown shutdown;

	private volatile boolean running;

	AgentManager(AgentRuntime.Factory factory, LiveAgents live, AgentRepository agents, AgentCreation creation,
			ApprovalRepository approvals, Idempotency idempotency, Recovery recovery) {
		this.runtime = factory.runtime();
		this.live = live;
		this.agents = agents;
		this.creation = creation;
		this.approvals = approvals;
		this.idempotency = idempotency;
		this.recovery = recovery;
		this.shutdown = new Shutdown(live.all(), this.runtime.properties());
		this.shutdown.over().thenRun(this.runtime.journal()::endStreams);
	}

	/**
	 * Make an agent, and start it unless it is to be left stopped.
	 * @param tenantId who owns it
	 * @param request what it shall be
	 * @param key the request's key; a repeated one is answered from the agent it made, as
	 * that is by then
	 * @return the agent; it takes messages
	 * @throws ProblemException if a field is wrong, there are too many agents, or it
	 * could not be started; nothing is left behind then
	 */
	public Agent create(String tenantId, NewAgent request, @Nullable IdempotencyKey key) {
		return this.idempotency.once(key, (made) -> get(tenantId, made), () -> createOne(tenantId, request, key));
	}

	private Agent createOne(String tenantId, NewAgent request, @Nullable IdempotencyKey key) {
		refuseUnlessOpen();
		if (request.autoStart()) {
			refuseUnlessUsable();
		}
		AgentCreation.Prepared prepared = this.creation.prepare(tenantId, request, this.runtime.node());
		Agent agent = prepared.agent();
		// In memory first: who finds it in the database finds that it has an owner.
		ClaudeCodeAgent created = this.live.add(agent, prepared.mailbox());
		boolean inserted = false;
		try {
			this.creation.insert(agent, key);
			inserted = true;
			return request.autoStart() ? awaitFirst(created.launchFirst(prepared.warm())) : agent;
		}
		catch (RuntimeException ex) {
			prepared.discard();
			if (!isUnknown(ex)) {
				undo(created, agent, key, ex);
			}
			throw (inserted && key != null && ex instanceof StoreUnavailableException) ? unfinished(ex) : ex;
		}
	}

	private static ProblemException unfinished(RuntimeException reason) {
		return new ProblemException(ProblemType.STORE_UNAVAILABLE,
				"The agent was made, and the database was lost before it was started: repeat the request under its key",
				reason)
			.with("outcome_unknown", true)
			.retryAfter(Duration.ofSeconds(2));
	}

	/**
	 * It was not acknowledged: nothing is left behind, at once or when that is possible.
	 * Unless a repeat may have found it by its key: then it stays.
	 */
	private void undo(ClaudeCodeAgent created, Agent agent, @Nullable IdempotencyKey key, RuntimeException reason) {
		CompletableFuture<?> ended = created.discard();
		if (!(reason instanceof StoreUnavailableException)) {
			await(ended);
			this.creation.undo(agent, key);
		}
		else if (key == null) {
			ended.thenRun(() -> this.creation.undo(agent, null));
		}
	}

	/** Completes or fails soon after the start timeout at the latest. */
	private Agent awaitFirst(CompletableFuture<Agent> ready) {
		return await(ready.completeOnTimeout(null, patience().toMillis(), TimeUnit.MILLISECONDS)
			.thenApply((started) -> Optional.ofNullable(started)))
			.orElseThrow(() -> new ProblemException(ProblemType.AGENT_START_FAILED, "The CLI did not start in time"));
	}

	/** Somebody found the agent in the list and deleted it before it was ready. */
	private static boolean isUnknown(RuntimeException failure) {
		return failure instanceof ProblemException problem && problem.type() == ProblemType.AGENT_NOT_FOUND;
	}

	private void refuseUnlessOpen() {
		this.shutdown.refuse();
		this.runtime.disk().refuse();
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
	 * @param after the agent behind which to begin; {@code null} for the start
	 */
	public List<Agent> list(String tenantId, AgentFilter filter, @Nullable AgentCursor after, int limit) {
		return this.agents.page(tenantId, filter, after, limit);
	}

	/** Change what can be changed; see {@link AgentPatch}. */
	public Agent patch(String tenantId, String id, AgentPatch patch) {
		this.creation.check(patch);
		return await(this.live.get(tenantId, id).patch(patch));
	}

	/** Start a stopped or failed agent; returns when it takes messages, or has failed. */
	public Agent start(String tenantId, String id, @Nullable IdempotencyKey key) {
		return lifecycle(tenantId, key, () -> {
			refuseUnlessOpen();
			refuseUnlessUsable();
			return awaitReady(tenantId, id, this.live.get(tenantId, id).start(key));
		});
	}

	/**
	 * Stop an agent: its turn is interrupted, its queue cancelled, its processes are
	 * gone.
	 */
	public Agent stop(String tenantId, String id, @Nullable IdempotencyKey key) {
		return lifecycle(tenantId, key, () -> await(this.live.get(tenantId, id).stop(key)));
	}

	/** Start an agent anew; its queue is kept. */
	public Agent restart(String tenantId, String id, @Nullable IdempotencyKey key) {
		return lifecycle(tenantId, key, () -> {
			refuseUnlessOpen();
			refuseUnlessUsable();
			return awaitReady(tenantId, id, this.live.get(tenantId, id).restart(key));
		});
	}

	/** Let an idle agent's process go. */
	public Agent hibernate(String tenantId, String id, @Nullable IdempotencyKey key) {
		return lifecycle(tenantId, key, () -> await(this.live.get(tenantId, id).hibernate(key)));
	}

	/** A repeat is told to come back while the first still runs. */
	private Agent lifecycle(String tenantId, @Nullable IdempotencyKey key, Supplier<Agent> act) {
		return this.idempotency.onceUnlessRunning(key, (made) -> get(tenantId, made), act);
	}

	/**
	 * Delete an agent: its processes are gone, and the directories the service made.
	 * @param keepWorkspace whether its working directory stays
	 */
	public void delete(String tenantId, String id, boolean keepWorkspace) {
		ClaudeCodeAgent doomed = this.live.get(tenantId, id);
		await(doomed.delete((deleted) -> {
			this.live.remove(doomed);
			this.runtime.workspaces().remove(deleted, keepWorkspace);
		}));
	}

	/**
	 * Accept a message; see {@link Submission}.
	 * @param key the request's key; a repeated one is answered with the message it made
	 */
	public Submission send(String tenantId, String id, NewMessage message, @Nullable IdempotencyKey key) {
		return this.idempotency.once(key, (made) -> sent(tenantId, message(tenantId, id, made)),
				() -> accept(tenantId, id, message, key));
	}

	Submission accept(String tenantId, String id, NewMessage message, @Nullable IdempotencyKey key) {
		refuseUnlessOpen();
		return await(this.live.get(tenantId, id).send(message, key));
	}

	/** A message that was accepted before. */
	Submission sent(String tenantId, Message message) {
		return Submission.repeated(message, completion(tenantId, message));
	}

	/** Interrupt the running turn. */
	public Message interrupt(String tenantId, String id, @Nullable IdempotencyKey key) {
		return this.idempotency.once(key, (made) -> message(tenantId, id, made),
				() -> await(this.live.get(tenantId, id).interrupt(key)));
	}

	/** Cancel a message that waits, or interrupt the one that runs. */
	public Message cancel(String tenantId, String agentId, String messageId, @Nullable IdempotencyKey key) {
		return this.idempotency.once(key, (made) -> message(tenantId, agentId, made),
				() -> await(this.live.get(tenantId, agentId).cancel(messageId, key)).orElseGet(() -> {
					message(tenantId, agentId, messageId);
					throw new ProblemException(ProblemType.WRONG_STATE, "The message has ended");
				}));
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
	public Part<Message> messages(String tenantId, String agentId, @Nullable MessageStatus status,
			@Nullable String after, int limit) {
		get(tenantId, agentId);
		return this.runtime.messages().page(agentId, status, after, limit);
	}

	/** What a message waits for in the queue; {@code null} if it does not. */
	public @Nullable Waiting waiting(Message message) {
		ClaudeCodeAgent agent = (message.status() == MessageStatus.QUEUED) ? this.live.find(message.agentId()) : null;
		return (agent != null) ? agent.waiting(message.id()) : null;
	}

	/** Completes when the message has ended; at once if it has. */
	public CompletableFuture<Message> completion(String tenantId, Message message) {
		return this.live.get(tenantId, message.agentId()).completion(message);
	}

	/** A page of an agent's approvals, by age. */
	public Part<Approval> approvals(String tenantId, String agentId, Approval.@Nullable Status status,
			@Nullable String after, int limit) {
		get(tenantId, agentId);
		return this.approvals.page(agentId, status, after, limit);
	}

	/** A page of the approvals of all of a tenant's agents, by age. */
	public Part<Approval> approvals(String tenantId, Approval.@Nullable Status status, @Nullable String after,
			int limit) {
		return this.approvals.pageOfTenant(tenantId, status, after, limit);
	}

	/** Answer an approval. */
	public Approval decide(String tenantId, String agentId, String approvalId, Decision decision,
			@Nullable IdempotencyKey key) {
		return this.idempotency.once(key, (made) -> approval(tenantId, agentId, made),
				() -> await(this.live.get(tenantId, agentId).decide(approvalId, decision, key)).orElseGet(() -> {
					approval(tenantId, agentId, approvalId);
					throw new ProblemException(ProblemType.APPROVAL_CLOSED, "The approval is no longer open");
				}));
	}

	private Approval approval(String tenantId, String agentId, String approvalId) {
		get(tenantId, agentId);
		return this.approvals.find(agentId, approvalId)
			.orElseThrow(() -> new ProblemException(ProblemType.APPROVAL_NOT_FOUND,
					"The agent has no approval " + approvalId));
	}

	/** How long a request may wait for a reply. */
	public Duration longestWait() {
		return this.runtime.properties().maxWait();
	}

	/** Completes when nobody shall wait any more, as the service is shutting down. */
	public CompletableFuture<Void> closing() {
		return this.shutdown.over();
	}

	/** What there is at the moment. */
	public Census census() {
		return Census.take(this.agents, this.runtime,
				(int) this.live.all().stream().filter(ClaudeCodeAgent::hasProcess).count());
	}

	static ProblemException unknown(String id) {
		return new ProblemException(ProblemType.AGENT_NOT_FOUND, "There is no agent " + id);
	}

	/** A start that takes long is answered with the agent as it is; it goes on. */
	private Agent awaitReady(String tenantId, String id, CompletableFuture<Agent> ready) {
		return await(ready.completeOnTimeout(null, patience().toMillis(), TimeUnit.MILLISECONDS)
			.thenApply((agent) -> Optional.ofNullable(agent))).orElseGet(() -> get(tenantId, id));
	}

	private Duration patience() {
		return this.runtime.properties().startTimeout().plus(this.runtime.properties().stopTimeout());
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
		this.recovery.run();
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

}
