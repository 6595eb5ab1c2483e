package io.aaas.agent.web;

import java.util.List;
import java.util.regex.Pattern;

import io.aaas.agent.Agent;
import io.aaas.agent.AgentManager;
import io.aaas.event.EventLog;
import io.aaas.event.EventType;
import io.aaas.problem.ProblemException;
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

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

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
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
			HttpServletRequest request, HttpServletResponse response) {
		List<EventType> wanted = EventController.types(types);
		Agent agent = this.agents.get(caller.tenantId(), agentId);
		// Who comes back has the URL of the first time, and knows better by now.
		boolean returns = lastEventId != null && !lastEventId.isEmpty();
		long position = returns ? position("Last-Event-ID", lastEventId, agent) : position("after", after, agent);
		this.streams.send(this.eventLog.subscribe(agentId, position, wanted), request, response);
	}

	private static long position(String field, @Nullable String value, Agent agent) {
		if (value == null || !NUMBER.matcher(value).matches() || Long.parseLong(value) > agent.lastSeq()) {
			throw ProblemException.invalidField(field,
					"must be 0 or the seq of an event of this agent, whose last is " + agent.lastSeq());
		}
		return Long.parseLong(value);
	}

}
