package io.aaas.claude;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a line of the CLI's stdout means, as far as the service cares: everything else is
 * in the line. Forms observed on CLI 2.1.197 and 2.1.330. Texts hold no U+0000 and no
 * lone surrogates.
 */
public sealed interface ClaudeMessage {

	/**
	 * Read a line.
	 * @param line one line of the CLI's stdout, whole
	 * @return what it means; {@link Unparsed} if it is no JSON object
	 */
	static ClaudeMessage parse(String line) {
		return StreamJson.parse(line);
	}

	/**
	 * A turn starts: {@code system/init}, at every turn.
	 *
	 * @param sessionId the conversation's id from here on
	 * @param model the model in use
	 * @param version the CLI's version
	 * @param cwd its working directory
	 * @param permissionMode the permission mode in force
	 */
	record Init(String sessionId, @Nullable String model, @Nullable String version, @Nullable String cwd,
			@Nullable String permissionMode) implements ClaudeMessage {
	}

	/**
	 * {@code system/status}.
	 *
	 * @param status such as {@code requesting} or {@code compacting}
	 * @param permissionMode the permission mode, if it has changed
	 */
	record Status(@Nullable String status, @Nullable String permissionMode) implements ClaudeMessage {
	}

	/**
	 * A call of the model failed and will be made again.
	 *
	 * @param attempt which retry, from 1
	 * @param maxRetries how many there will be at most
	 * @param delay how long the CLI waits before it
	 * @param errorStatus the HTTP status, if there was an answer
	 * @param error the kind of the error, such as {@code overloaded}
	 */
	record ApiRetry(int attempt, int maxRetries, Duration delay, @Nullable Integer errorStatus,
			@Nullable String error) implements ClaudeMessage {
	}

	/**
	 * Another {@code system} line.
	 *
	 * @param subtype its subtype, empty if it has none
	 */
	record OtherSystem(String subtype) implements ClaudeMessage {
	}

	/**
	 * A complete content block of the model's answer; the CLI writes one line a block.
	 *
	 * @param messageId the model's message, the same for all of its blocks
	 * @param text its text, empty for a block without
	 * @param toolNames the tools it calls
	 * @param usage tokens as of the start of the model's message, {@code null} if not
	 * said
	 * @param parentToolUseId the tool call of the sub-agent that said it, or {@code null}
	 * @param error the kind of API failure it stands for, or {@code null}
	 */
	record Assistant(@Nullable String messageId, String text, List<String> toolNames, @Nullable TokenUsage usage,
			@Nullable String parentToolUseId, @Nullable String error) implements ClaudeMessage {

		/**
		 * Whether it calls a tool.
		 * @return {@code true} if it does
		 */
		public boolean isToolUse() {
			return !this.toolNames.isEmpty();
		}

	}

	/**
	 * What tools answered.
	 *
	 * @param toolUseIds the calls
	 * @param isError whether one of them failed
	 * @param parentToolUseId the tool call of the sub-agent, or {@code null}
	 */
	record ToolResult(List<String> toolUseIds, boolean isError,
			@Nullable String parentToolUseId) implements ClaudeMessage {
	}

	/**
	 * The acknowledgement of a {@link UserMessage}.
	 *
	 * @param uuid its uuid
	 */
	record Replay(String uuid) implements ClaudeMessage {
	}

	/**
	 * A piece of the model's answer while it comes.
	 *
	 * @param event the kind, such as {@code content_block_delta}
	 * @param messageId the model's message, only said by {@code message_start}
	 * @param block the index of the content block, or -1
	 * @param text the piece of text, or {@code null} if it is none
	 * @param parentToolUseId the tool call of the sub-agent, or {@code null}
	 */
	record StreamEvent(String event, @Nullable String messageId, int block, @Nullable String text,
			@Nullable String parentToolUseId) implements ClaudeMessage {
	}

	/**
	 * The end of a turn. Judge it by {@code isError}: a failed call of the model has the
	 * subtype {@code success}.
	 *
	 * @param subtype such as {@code success} or {@code error_max_turns}
	 * @param isError whether it failed
	 * @param text the answer, or {@code null}
	 * @param structuredOutput the answer by the output schema, or {@code null}
	 * @param errors what went wrong
	 * @param terminalReason such as {@code completed} or {@code aborted_streaming}
	 * @param apiErrorStatus the HTTP status of the failed call of the model
	 * @param totalCostUsd what the process or the session has cost so far, by version
	 * @param usage tokens of this turn
	 * @param numTurns calls of the model
	 * @param duration how long it took
	 * @param sessionId the conversation's id
	 */
	record Result(String subtype, boolean isError, @Nullable String text, @Nullable JsonNode structuredOutput,
			List<String> errors, @Nullable String terminalReason, @Nullable Integer apiErrorStatus,
			@Nullable BigDecimal totalCostUsd, TokenUsage usage, int numTurns, Duration duration,
			@Nullable String sessionId) implements ClaudeMessage {
	}

	/**
	 * The CLI asks and waits without limit; several questions can be open at once.
	 *
	 * @param requestId what the answer refers to
	 * @param subtype {@code can_use_tool}, or something this package does not know
	 * @param toolName the tool
	 * @param displayName the tool's name for people
	 * @param input the tool's input
	 * @param toolUseId the call
	 * @param description what it would do, for people
	 * @param suggestions permission rules that would allow it
	 * @param blockedPath the path that made it ask
	 * @param agentId the CLI's sub-agent that asks
	 */
	record ControlQuestion(String requestId, String subtype, String toolName, @Nullable String displayName,
			JsonNode input, @Nullable String toolUseId, @Nullable String description, @Nullable JsonNode suggestions,
			@Nullable String blockedPath, @Nullable String agentId) implements ClaudeMessage {
	}

	/**
	 * The answer to a {@link ControlRequest}.
	 *
	 * @param requestId the request
	 * @param success whether it was done
	 * @param response what it says, or {@code null}
	 * @param error why it was not done, or {@code null}
	 */
	record ControlReply(String requestId, boolean success, @Nullable JsonNode response,
			@Nullable String error) implements ClaudeMessage {
	}

	/**
	 * A question is closed; no answer is awaited any more.
	 *
	 * @param requestId the question
	 */
	record ControlCancel(String requestId) implements ClaudeMessage {
	}

	/**
	 * Where a {@link UserMessage} stands; only from 2.1.330 on (2.1.197 does not say).
	 *
	 * @param uuid its uuid
	 * @param state {@code queued}, {@code started}, {@code completed} or
	 * {@code cancelled}
	 */
	record Lifecycle(String uuid, String state) implements ClaudeMessage {

		/**
		 * Whether the message's turn begins.
		 * @return {@code true} if what follows is of this message
		 */
		public boolean isStart() {
			return this.state.equals("started");
		}

		/**
		 * Whether the message's turn has ended.
		 * @return {@code true} if nothing more comes of it
		 */
		public boolean isEnd() {
			return this.state.equals("completed") || this.state.equals("cancelled");
		}

	}

	/**
	 * A line that means nothing to the service.
	 *
	 * @param type its type, empty if it has none
	 */
	record Unknown(String type) implements ClaudeMessage {
	}

	/**
	 * A line that is no JSON object.
	 *
	 * @param reason why
	 */
	record Unparsed(String reason) implements ClaudeMessage {
	}

	/**
	 * A line longer than 64 MiB, which is not looked into.
	 *
	 * @param size its size in bytes
	 */
	record Oversized(long size) implements ClaudeMessage {
	}

}
