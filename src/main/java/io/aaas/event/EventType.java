package io.aaas.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Every kind of event an agent's log can hold.
 */
public enum EventType {

	AGENT_CREATED, AGENT_UPDATED, AGENT_STARTED, AGENT_HIBERNATED, AGENT_PROCESS_EXITED, AGENT_STOPPED, AGENT_FAILED,
	AGENT_CONTEXT_LOST, AGENT_DELETED,

	/** The service found something of the agent that was not as recorded. */
	AGENT_RECONCILED,

	MESSAGE_QUEUED, MESSAGE_STARTED, MESSAGE_REDELIVERED, MESSAGE_RETRYING, MESSAGE_COMPLETED, MESSAGE_FAILED,
	MESSAGE_INTERRUPTED, MESSAGE_CANCELLED, MESSAGE_TIMED_OUT, MESSAGE_BUDGET_EXCEEDED,

	APPROVAL_REQUESTED, APPROVAL_ALLOWED, APPROVAL_DENIED, APPROVAL_EXPIRED,

	CLAUDE_SYSTEM, CLAUDE_API_RETRY, CLAUDE_ASSISTANT, CLAUDE_TOOL_RESULT, CLAUDE_RESULT, CLAUDE_STDERR,

	/** A line of a type this version does not know. */
	CLAUDE_UNKNOWN,

	/** A line that is not valid JSON. */
	CLAUDE_UNPARSED,

	/** A line that was too long to keep. */
	CLAUDE_OVERSIZED,

	/** Events that were removed. It is in no log, but told in their place. */
	LOG_GAP;

	private static final Map<String, EventType> BY_NAME = Arrays.stream(values())
		.collect(Collectors.toMap(EventType::wireName, Function.identity()));

	private final String wireName = name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");

	/**
	 * The type's name in the API and in the database.
	 * @return the name, such as {@code message.queued}
	 */
	@JsonValue
	public String wireName() {
		return this.wireName;
	}

	/**
	 * Whether nothing of its message follows.
	 * @return {@code true} for the end of a message
	 */
	public boolean endsMessage() {
		return switch (this) {
			case MESSAGE_COMPLETED, MESSAGE_FAILED, MESSAGE_INTERRUPTED, MESSAGE_CANCELLED, MESSAGE_TIMED_OUT,
					MESSAGE_BUDGET_EXCEEDED ->
				true;
			default -> false;
		};
	}

	/**
	 * The type of a name.
	 * @param wireName a name, such as {@code message.queued}
	 * @return the type, or empty if there is none of this name
	 */
	public static Optional<EventType> of(String wireName) {
		return Optional.ofNullable(BY_NAME.get(wireName));
	}

}
