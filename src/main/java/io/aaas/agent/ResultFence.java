package io.aaas.agent;

import java.math.BigDecimal;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose turn a {@code result} ends. The line does not say, and the CLI is known to
 * write a second one, early or late: in the middle of the next turn it must not end that.
 */
final class ResultFence {

	/** 2.1.197 does not acknowledge a message that it has no budget for. */
	private static final String OVER_BUDGET = "error_max_budget_usd";

	private ResultFence() {
	}

	static Verdict judge(AgentChange change, ClaudeMessage.Result result, TurnRecorder.Following following) {
		AgentState.Span span = change.span();
		if (isRepeat(span.last(), result)) {
			return Verdict.REPEATED;
		}
		Message current = change.current();
		if (current == null || !isAcknowledged(current, result)) {
			return Verdict.UNASKED;
		}
		if (!span.open()) {
			return Verdict.STRAY;
		}
		if (!span.confirmed() || isWhatWasSaid(span, result)) {
			return Verdict.OWN;
		}
		return confirmed(current, span, following);
	}

	/**
	 * Whether a turn's end is told again. A turn of its own that called the model would
	 * have raised the total cost.
	 */
	private static boolean isRepeat(ClaudeMessage.@Nullable Result last, ClaudeMessage.Result result) {
		BigDecimal total = result.totalCostUsd();
		return result.equals(last) && total != null && total.signum() > 0 && result.usage().output() > 0;
	}

	private static boolean isAcknowledged(Message current, ClaudeMessage.Result result) {
		return current.delivery() == Message.Delivery.ACKNOWLEDGED
				|| current.delivery() == Message.Delivery.TAKEN && OVER_BUDGET.equals(result.subtype());
	}

	/** The text of a success is the last that the model said in the turn. */
	private static boolean isWhatWasSaid(AgentState.Span span, ClaudeMessage.Result result) {
		return !result.isError() && result.text() != null && result.text().equals(span.text());
	}

	/**
	 * A CLI that has confirmed the end of an earlier turn confirms that of each: seen on
	 * 2.1.330 for every kind of end, as the very next line.
	 */
	private static Verdict confirmed(Message current, AgentState.Span span, TurnRecorder.Following following) {
		for (ClaudeLine line : following.lines()) {
			switch (line.message()) {
				case ClaudeMessage.Lifecycle lifecycle when lifecycle.isEnd()
						&& lifecycle.uuid().equals(current.cliUuid()) -> {
					return Verdict.OWN;
				}
				case ClaudeMessage.Result other when isWhatWasSaid(span, other) -> {
					return Verdict.STRAY;
				}
				case ClaudeMessage.Assistant _, ClaudeMessage.StreamEvent _, ClaudeMessage.ToolResult _,
						ClaudeMessage.ControlQuestion _, ClaudeMessage.ApiRetry _ -> {
					return Verdict.STRAY;
				}
				case ClaudeMessage.Init _, ClaudeMessage.Status _, ClaudeMessage.OtherSystem _, ClaudeMessage.Replay _,
						ClaudeMessage.Result _, ClaudeMessage.ControlReply _, ClaudeMessage.ControlCancel _,
						ClaudeMessage.Lifecycle _, ClaudeMessage.Unknown _, ClaudeMessage.Unparsed _,
						ClaudeMessage.Oversized _ ->
					{
					}
			}
		}
		return following.more() ? Verdict.UNDECIDED : Verdict.OWN;
	}

	enum Verdict {

		/** It ends the turn of the current message. */
		OWN,

		/** It ends a turn that the CLI began by itself. */
		UNASKED,

		/** The turn of the current message goes on. */
		STRAY,

		/** It was told, and booked, before. */
		REPEATED,

		/** The next line will tell. */
		UNDECIDED

	}

}
