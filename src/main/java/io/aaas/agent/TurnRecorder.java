package io.aaas.agent;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the CLI's lines change of an agent. A span from {@code system/init} to
 * {@code result} answers a message only if the CLI has named that message since the span
 * before ended; any other span is a turn that the CLI began by itself.
 */
final class TurnRecorder {

	private final PayloadReader payloads;

	private String model = "unknown";

	TurnRecorder(PayloadReader payloads) {
		this.payloads = payloads;
	}

	/**
	 * Record a line, unless it was recorded before: what could not be committed for sure
	 * is read again.
	 * @param change what it changes
	 * @param line the line
	 * @param following the lines behind it, as far as they are there
	 * @param ending why the service ends the current turn, if it does
	 * @param approvalTimeout how long a question waits
	 * @return {@code false} if it can be recorded only when more lines are there
	 */
	boolean record(AgentChange change, ClaudeLine line, Following following, @Nullable TurnEnding ending,
			Duration approvalTimeout) {
		Launch launch = change.launch();
		if (launch != null && line.endOffset() <= launch.spoolOffset()) {
			return true;
		}
		if (line.message() instanceof ClaudeMessage.Result result) {
			ResultFence.Verdict verdict = ResultFence.judge(change, result, following);
			end(change, line, result, verdict, ending);
			return verdict != ResultFence.Verdict.UNDECIDED;
		}
		record(change, line, ending, approvalTimeout);
		return true;
	}

	private void record(AgentChange change, ClaudeLine line, @Nullable TurnEnding ending, Duration approvalTimeout) {
		switch (line.message()) {
			case ClaudeMessage.Init init -> begin(change, line, init);
			case ClaudeMessage.Lifecycle lifecycle -> announced(change, lifecycle);
			case ClaudeMessage.Replay replay -> acknowledged(change, replay, ending);
			case ClaudeMessage.Assistant assistant -> {
				if (!assistant.text().isEmpty() && assistant.parentToolUseId() == null) {
					change.span(change.span().saying(assistant.text()));
				}
				event(change, EventType.CLAUDE_ASSISTANT, line);
			}
			case ClaudeMessage.ControlQuestion question -> ask(change, line, question, approvalTimeout);
			case ClaudeMessage.ControlCancel cancel -> cancelled(change, cancel);
			case ClaudeMessage.ToolResult toolResult -> event(change, EventType.CLAUDE_TOOL_RESULT, line);
			case ClaudeMessage.ApiRetry retry -> {
				change.edit((edit) -> edit.lastError = new Failure(FailureCode.API_ERROR, describe(retry)));
				event(change, EventType.CLAUDE_API_RETRY, line);
			}
			case ClaudeMessage.Status status -> event(change, EventType.CLAUDE_SYSTEM, line);
			case ClaudeMessage.OtherSystem system -> event(change, EventType.CLAUDE_SYSTEM, line);
			case ClaudeMessage.Unknown unknown -> event(change, EventType.CLAUDE_UNKNOWN, line);
			case ClaudeMessage.Unparsed unparsed ->
				change.event(EventType.CLAUDE_UNPARSED, answered(change), (data) -> {
					data.put("reason", unparsed.reason());
					data.put("line", line.json());
				});
			case ClaudeMessage.Oversized oversized -> change.event(EventType.CLAUDE_OVERSIZED, answered(change),
					(data) -> data.put("size", oversized.size()));
			case ClaudeMessage.StreamEvent piece ->
				change.pieces().add(new Deltas.Piece(change.agent().lastSeq(), answered(change), piece));
			// Replies are for whoever asked, results are judged first.
			case ClaudeMessage.ControlReply reply -> {
			}
			case ClaudeMessage.Result result -> {
			}
		}
	}

	void recordError(AgentChange change, String line) {
		change.event(EventType.CLAUDE_STDERR, answered(change), (data) -> data.put("text", line));
	}

	private void begin(AgentChange change, ClaudeLine line, ClaudeMessage.Init init) {
		this.model = (init.model() != null) ? init.model() : this.model;
		change.span(change.span().begun());
		Message current = change.current();
		if (current == null) {
			change.edit((edit) -> edit.activity = Activity.BUSY);
		}
		else if (!change.span().announced()) {
			change.delivered(Message.Delivery.TAKEN);
		}
		session(change, init.sessionId());
		event(change, EventType.CLAUDE_SYSTEM, line);
	}

	/** The session's id is always the newest one the CLI told. */
	private static void session(AgentChange change, String sessionId) {
		Launch launch = change.launch();
		if (launch != null && !launch.sessionId().equals(sessionId)) {
			change.launch(launch.withSession(sessionId));
			change.edit((edit) -> edit.sessionId = sessionId);
		}
	}

	private void announced(AgentChange change, ClaudeMessage.Lifecycle lifecycle) {
		change.span(change.span().announcing(lifecycle.isEnd()));
		Message current = change.current();
		if (current != null && current.cliUuid().equals(lifecycle.uuid()) && lifecycle.isStart()) {
			change.delivered(Message.Delivery.ACKNOWLEDGED);
		}
	}

	private void acknowledged(AgentChange change, ClaudeMessage.Replay replay, @Nullable TurnEnding ending) {
		Message current = change.current();
		if (current == null || !current.cliUuid().equals(replay.uuid())) {
			return;
		}
		if (ending == null && !change.span().open() && current.delivery() == Message.Delivery.WRITTEN) {
			// What 2.1.197 and 2.1.330 do for a uuid that the conversation already holds.
			change.cutOff(Outcome.of(MessageStatus.INTERRUPTED, FailureCode.DELIVERY_UNKNOWN,
					"The conversation already held this message; whether its turn ran to its end is not known"));
			return;
		}
		change.delivered(Message.Delivery.ACKNOWLEDGED);
	}

	private void end(AgentChange change, ClaudeLine line, ClaudeMessage.Result result, ResultFence.Verdict verdict,
			@Nullable TurnEnding ending) {
		switch (verdict) {
			case OWN -> {
				Message current = Objects.requireNonNull(change.current());
				event(change, EventType.CLAUDE_RESULT, current.id(), line);
				change.denyOpenApprovals("The turn has ended");
				Usage used = used(change, result, current.id());
				String text = change.span().text();
				change.span(change.span().ended(result));
				change.finish(TurnResult.outcome(current.answerSchema(), result, used, ending, text));
			}
			case UNASKED -> {
				event(change, EventType.CLAUDE_RESULT, null, line);
				change.denyOpenApprovals("The turn has ended");
				book(change, used(change, result, null));
				change.span(change.span().ended(result));
				change.edit((edit) -> edit.activity = (change.current() != null) ? Activity.BUSY : Activity.IDLE);
			}
			case STRAY -> {
				event(change, EventType.CLAUDE_RESULT, null, line);
				book(change, used(change, result, null));
			}
			case REPEATED -> event(change, EventType.CLAUDE_RESULT, null, line);
			case UNDECIDED -> {
			}
		}
	}

	private static void book(AgentChange change, Usage used) {
		change.edit((edit) -> edit.usage = edit.usage.plus(used));
	}

	/** The CLI tells the cost of all turns so far; this turn's is the difference. */
	private Usage used(AgentChange change, ClaudeMessage.Result result, @Nullable String messageId) {
		double cost = 0;
		Launch launch = change.launch();
		if (launch != null && result.totalCostUsd() != null) {
			double total = result.totalCostUsd().doubleValue();
			cost = (total >= launch.costTotal()) ? total - launch.costTotal() : total;
			change.launch(launch.withCost(launch.costBaseline(), total));
		}
		Usage used = new Usage(result.usage().input(), result.usage().output(), result.usage().cacheRead(),
				result.usage().cacheCreation(), cost, result.numTurns(), result.duration().toMillis());
		change.used(new UsageEntry(messageId, this.model, used));
		return used;
	}

	private static void ask(AgentChange change, ClaudeLine line, ClaudeMessage.ControlQuestion question,
			Duration timeout) {
		if (!"can_use_tool".equals(question.subtype())) {
			change.event(EventType.CLAUDE_UNKNOWN, answered(change), line.json());
			return;
		}
		Agent agent = change.agent();
		ObjectNode document = AgentChange.JSON.createObjectNode();
		document.set("input", question.input());
		document.put("display_name", question.displayName());
		document.put("description", question.description());
		document.put("blocked_path", question.blockedPath());
		document.set("suggestions", question.suggestions());
		change.ask(new Approval(Identifiers.next(), agent.tenantId(), agent.id(), answered(change), agent.launch(),
				question.requestId(), Approval.Status.PENDING, question.toolName(), document, null, null, change.now(),
				change.now().plus(timeout), null, null));
	}

	private static void cancelled(AgentChange change, ClaudeMessage.ControlCancel cancel) {
		Approval approval = change.approvals().get(cancel.requestId());
		if (approval != null) {
			change.delivered(change.decide(approval, Approval.Status.EXPIRED, null, "The CLI withdrew the question"));
		}
	}

	/** The message whose turn a line belongs to, as far as that can be told by now. */
	private static @Nullable String answered(AgentChange change) {
		Message current = change.current();
		if (current == null || current.delivery() == null || current.delivery() == Message.Delivery.WRITTEN) {
			return null;
		}
		return current.id();
	}

	private static String describe(ClaudeMessage.ApiRetry retry) {
		String reason = (retry.errorStatus() != null) ? "with status " + retry.errorStatus() : "without an answer";
		return "A call of the model failed " + reason + ((retry.error() != null) ? " (" + retry.error() + ")" : "")
				+ "; retry " + retry.attempt() + " of " + retry.maxRetries() + " in " + retry.delay().toMillis()
				+ " ms";
	}

	private void event(AgentChange change, EventType type, ClaudeLine line) {
		event(change, type, answered(change), line);
	}

	private void event(AgentChange change, EventType type, @Nullable String messageId, ClaudeLine line) {
		if (line.whole()) {
			change.event(type, messageId, line.json());
		}
		else {
			change.event(type, messageId, line.json(), this.payloads.read(line));
		}
	}

	/**
	 * What comes behind a line.
	 *
	 * @param lines the lines that are there
	 * @param more whether there can be others: the process lives
	 */
	record Following(List<ClaudeLine> lines, boolean more) {
	}

	/**
	 * Reads a line that is too long to be held in memory.
	 */
	interface PayloadReader {

		Iterable<String> read(ClaudeLine line);

	}

}
