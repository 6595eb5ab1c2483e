package io.aaas.agent.web;

import java.io.IOException;
import java.util.List;

import io.aaas.agent.Agent;
import io.aaas.agent.AgentManager;
import io.aaas.event.EventLog;
import io.aaas.event.Selection;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An agent's event log as a stream: what is there, then what comes.
 */
@RestController
@Hidden
@RequestMapping("/api/v1/agents/{agentId}/events")
class EventStreamController {

	private final AgentManager agents;

	private final EventLog eventLog;

	private final EventStreams streams;

	EventStreamController(AgentManager agents, EventLog eventLog, EventStreams streams) {
		this.agents = agents;
		this.eventLog = eventLog;
		this.streams = streams;
	}

	/** Described where the list is: to OpenAPI it is the same operation. */
	@GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void streamEvents(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam(defaultValue = "0") String after, @RequestParam @Nullable List<String> types,
			@RequestParam(defaultValue = "false") boolean deltas,
			@RequestHeader(name = Resumption.HEADER, required = false) @Nullable String lastEventId,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		Selection selection = Selection.of(EventController.types(types), deltas);
		Agent agent = this.agents.get(caller.tenantId(), agentId);
		long position = Resumption.position(lastEventId, after, agent);
		this.streams.send(this.eventLog.subscribe(agentId, position, selection, true), Long::toString, request,
				response);
	}

}
