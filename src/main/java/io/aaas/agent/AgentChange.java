package io.aaas.agent;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that one commit changes of an agent: its row, messages, approvals, launch
 * and the events that tell of it. Nothing of it is visible, and no action taken, before
 * it is durable.
 */
final class AgentChange {

	static final JsonMapper JSON = JsonMapper.shared();

	private final AgentState before;

	private final Instant now;

	private final Deque<String> queue;

	private final Map<String, Approval> approvals;

	private final List<Event> events = new ArrayList<>();

	private final List<Deltas.Piece> pieces = new ArrayList<>();

	private final Map<Long, Iterable<String>> payloads = new LinkedHashMap<>();

	private final ChangedMessages messages;

	private final Map<String, Outcome> endedInQueue = new LinkedHashMap<>();

	private final Map<String, Approval> changedApprovals = new LinkedHashMap<>();

	private final List<UsageEntry> usage = new ArrayList<>();

	private final List<KeyUse> keys = new ArrayList<>();

	private final List<Runnable> actions = new ArrayList<>();

	private Agent agent;

	private @Nullable Message current;

	private @Nullable Launch launch;

	private @Nullable Launch launchToSave;

	private AgentState.Span span;

	AgentChange(AgentState before, Instant now) {
		this.before = before;
		this.now = now;
		this.agent = before.agent();
		this.current = before.current();
		this.messages = new ChangedMessages(before.deliveryUnsaved() ? before.current() : null);
		this.queue = new ArrayDeque<>(before.queue());
		this.approvals = new LinkedHashMap<>(before.approvals());
		this.launch = before.launch();
		this.span = before.span();
	}

	// What it will be

	Agent agent() {
		return this.agent;
	}

	@Nullable Message current() {
		return this.current;
	}

	@Nullable Launch launch() {
		return this.launch;
	}

	AgentState.Span span() {
		return this.span;
	}

	/** The launch, if its row has changed; also one that is no longer open. */
	@Nullable Launch launchToSave() {
		return this.launchToSave;
	}

	Map<String, Approval> approvals() {
		return this.approvals;
	}

	Instant now() {
		return this.now;
	}

	AgentState after() {
		return new AgentState(this.agent, this.current, List.copyOf(this.queue), this.approvals, this.launch, this.span,
				this.messages.unsaved() != null);
	}

	// The parts of the commit

	AgentState before() {
		return this.before;
	}

	List<Event> events() {
		return this.events;
	}

	/** The pieces of answers between the events; they are not stored. */
	List<Deltas.Piece> pieces() {
		return this.pieces;
	}

	Map<Long, Iterable<String>> payloads() {
		return this.payloads;
	}

	ChangedMessages messages() {
		return this.messages;
	}

	/** The messages that ran and have ended. */
	List<Message> ended() {
		return this.messages.ended();
	}

	Map<String, Outcome> endedInQueue() {
		return this.endedInQueue;
	}

	Iterable<Approval> changedApprovals() {
		return this.changedApprovals.values();
	}

	List<UsageEntry> usage() {
		return this.usage;
	}

	List<KeyUse> keys() {
		return this.keys;
	}

	List<Runnable> actions() {
		return this.actions;
	}

	/**
	 * Whether there is something that must not be lost. Progress in the spool alone need
	 * not be written: what was read again tells nothing new.
	 */
	boolean isDurable() {
		return !this.events.isEmpty() || !this.messages.isEmpty() || !this.changedApprovals.isEmpty()
				|| !this.keys.isEmpty() || !this.agent.equals(this.before.agent());
	}

	// What can change

	void afterCommit(Runnable action) {
		this.actions.add(action);
	}

	/** The change is made for the request of this key, or not at all. */
	void claim(@Nullable IdempotencyKey key, String resourceId) {
		if (key != null) {
			this.keys.add(new KeyUse(key, resourceId, true));
		}
	}

	/** The change records what was done for this key's request, whoever has it by now. */
	void answer(IdempotencyKey key, String resourceId) {
		this.keys.add(new KeyUse(key, resourceId, false));
	}

	void edit(Consumer<Agent.Edit> edits) {
		this.agent = this.agent.edited((edit) -> {
			edit.updatedAt = this.now;
			edit.queueLength = this.queue.size();
			edits.accept(edit);
		});
	}

	void span(AgentState.Span span) {
		this.span = span;
	}

	/** The launch is, or becomes, this one. */
	void launch(Launch launch) {
		this.launchToSave = launch;
		this.launch = (launch.endedAt() == null) ? launch : null;
	}

	void event(EventType type, @Nullable String messageId, String data) {
		long seq = this.agent.lastSeq() + 1;
		this.agent = this.agent.edited((edit) -> edit.lastSeq = seq);
		this.events.add(new Event(this.agent.id(), seq, messageId, type, this.now, data));
	}

	/** An event whose data is too large to be held in memory. */
	void event(EventType type, @Nullable String messageId, String preview, Iterable<String> payload) {
		event(type, messageId, preview);
		this.payloads.put(this.agent.lastSeq(), payload);
	}

	void event(EventType type, @Nullable String messageId, Consumer<ObjectNode> data) {
		ObjectNode node = JSON.createObjectNode();
		data.accept(node);
		event(type, messageId, JSON.writeValueAsString(node));
	}

	/** Where a message that runs next stands: ahead of all that came before. */
	long ahead() {
		return -(this.agent.lastSeq() + 1);
	}

	/** A message enters the queue, as its last or ahead of all. */
	void accept(Message message) {
		this.messages.accept(message);
		if (message.position() < 0) {
			this.queue.addFirst(message.id());
		}
		else {
			this.queue.addLast(message.id());
		}
		edit((edit) -> edit.messagesCount++);
		event(EventType.MESSAGE_QUEUED, message.id(), (data) -> {
			data.set("message", message.content());
			data.put("queue_length", this.queue.size());
			data.put("queue_position", (message.position() < 0) ? 1 : this.queue.size());
		});
	}

	/** The first message of the queue is handed to a process. */
	void begin(Message message, int launch) {
		if (this.current != null) {
			throw new IllegalStateException("Message " + this.current.id() + " has not ended");
		}
		this.queue.remove(message.id());
		this.current = changed(message.started(launch, this.now));
		edit((edit) -> {
			edit.activity = Activity.BUSY;
			edit.lastActiveAt = this.now;
		});
		event(EventType.MESSAGE_STARTED, message.id(), (data) -> {
			data.put("attempt", message.attempt());
			data.put("launch", launch);
		});
	}

	/** The CLI has the current message, at least this far. */
	void delivered(Message.Delivery delivery) {
		Message message = this.current;
		if (message != null && (message.delivery() == null || message.delivery().compareTo(delivery) < 0)) {
			this.current = message.withDelivery(delivery);
			this.messages.know(this.current);
		}
	}

	/** The current message never reached the CLI: it is the first of the queue again. */
	void redeliver(String reason) {
		Message message = this.current;
		if (message == null) {
			return;
		}
		waitAgain(message.queuedAgain(ahead()));
		event(EventType.MESSAGE_REDELIVERED, message.id(), (data) -> data.put("reason", reason));
	}

	/**
	 * The current turn was cut off by nobody's wish: its message is tried anew, or ends.
	 */
	void cutOff(Outcome outcome) {
		Message message = this.current;
		if (message == null || !message.hasAttemptsLeft()) {
			finish(outcome);
			return;
		}
		waitAgain(message.retried(ahead()));
		event(EventType.MESSAGE_RETRYING, message.id(),
				(data) -> data.put("attempt", message.attempt()).set("error", outcome.errorDocument()));
	}

	private void waitAgain(Message message) {
		this.queue.addFirst(changed(message).id());
		this.current = null;
		edit((edit) -> edit.activity = Activity.IDLE);
	}

	/** The current message ends. */
	void finish(Outcome outcome) {
		Message message = this.current;
		if (message == null) {
			return;
		}
		Message finished = changed(message.finished(outcome, this.now));
		this.current = null;
		Usage used = outcome.usage();
		edit((edit) -> {
			edit.activity = Activity.IDLE;
			edit.lastActiveAt = this.now;
			edit.usage = (used != null) ? edit.usage.plus(used) : edit.usage;
			edit.lastError = (outcome.status() == MessageStatus.COMPLETED) ? null : edit.lastError;
		});
		ended(finished.id(), outcome);
	}

	/** A message ends that never ran. */
	void finishQueued(String messageId, Outcome outcome) {
		if (this.queue.remove(messageId)) {
			this.endedInQueue.put(messageId, outcome);
			edit((edit) -> {
			});
			ended(messageId, outcome);
		}
	}

	void finishQueue(Outcome outcome) {
		List.copyOf(this.queue).forEach((id) -> finishQueued(id, outcome));
	}

	private void ended(String messageId, Outcome outcome) {
		event(EventType.of("message." + Documents.name(outcome.status())).orElseThrow(), messageId, outcome::describe);
	}

	void used(UsageEntry entry) {
		this.usage.add(entry);
	}

	/** The CLI asks. */
	void ask(Approval approval) {
		this.approvals.put(approval.requestId(), approval);
		this.changedApprovals.put(approval.id(), approval);
		event(EventType.APPROVAL_REQUESTED, approval.messageId(), (data) -> {
			data.put("approval_id", approval.id());
			data.put("tool_name", approval.toolName());
			data.set("input", approval.question().path("input"));
			data.put("expires_at", approval.expiresAt().toString());
		});
		waiting();
	}

	/** A question is answered, or closed without an answer. */
	Approval decide(Approval approval, Approval.Status status, @Nullable JsonNode decision, @Nullable String reason) {
		Approval decided = approval.decided(status, decision, reason, this.now);
		this.changedApprovals.put(approval.id(), decided);
		this.approvals.remove(approval.requestId());
		event(switch (status) {
			case ALLOWED -> EventType.APPROVAL_ALLOWED;
			case DENIED -> EventType.APPROVAL_DENIED;
			case EXPIRED, PENDING -> EventType.APPROVAL_EXPIRED;
		}, approval.messageId(), (data) -> {
			data.put("approval_id", approval.id());
			data.put("reason", reason);
		});
		waiting();
		return decided;
	}

	void delivered(Approval approval) {
		this.changedApprovals.put(approval.id(), approval.delivered(this.now));
	}

	void denyOpenApprovals(String reason) {
		List.copyOf(this.approvals.values())
			.forEach((approval) -> delivered(decide(approval, Approval.Status.DENIED, null, reason)));
	}

	private void waiting() {
		boolean waits = !this.approvals.isEmpty();
		Message message = this.current;
		if (message != null) {
			this.current = changed(message.withStatus(waits ? MessageStatus.WAITING_APPROVAL : MessageStatus.RUNNING));
		}
		edit((edit) -> edit.activity = waits ? Activity.WAITING_APPROVAL
				: (message != null || this.span.open()) ? Activity.BUSY : Activity.IDLE);
	}

	private Message changed(Message message) {
		this.messages.change(message);
		return message;
	}

}
