package io.aaas.agent.web;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.aaas.event.Event;
import io.aaas.event.EventType;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of an agent's log.
 *
 * @param seq its number in the agent's log: from 1, without a gap
 * @param agentId the agent
 * @param messageId the message whose turn it belongs to, if any
 * @param type what happened
 * @param at when the service saw it
 * @param data the details; they depend on the type
 */
@Schema(name = "Event")
record EventResource(long seq, @Schema(format = "uuid") String agentId,
		@Schema(format = "uuid") @Nullable String messageId, @Schema(implementation = EventType.class) String type,
		Instant at, @Schema(implementation = ObjectNode.class) @JsonRawValue String data) {

	static EventResource of(Event event) {
		return new EventResource(event.seq(), event.agentId(), event.messageId(), event.type().wireName(), event.at(),
				event.data());
	}

}
