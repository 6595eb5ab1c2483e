package io.aaas.agent.web;

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

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An agent's event log on a WebSocket, on which the client may also talk to the agent.
 * OpenAPI has no words for it: docs/streaming.md has.
 */
@RestController
@Hidden
class EventSocketController {

	private final AgentManager agents;

	private final EventLog eventLog;

	private final EventSockets sockets;

	EventSocketController(AgentManager agents, EventLog eventLog, EventSockets sockets) {
		this.agents = agents;
		this.eventLog = eventLog;
		this.sockets = sockets;
	}

	@GetMapping("/api/v1/agents/{agentId}/ws")
	void openSocket(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam(defaultValue = "0") String after, @RequestParam @Nullable List<String> types,
			@RequestParam(defaultValue = "false") boolean deltas, HttpServletRequest request,
			HttpServletResponse response) {
		Selection selection = Selection.of(EventController.types(types), deltas);
		Agent agent = this.agents.get(caller.tenantId(), agentId);
		long position = Resumption.position(null, after, agent);
		this.sockets.open(ClientFrames.Client.of(caller, agentId),
				() -> this.eventLog.subscribe(agentId, position, selection, true), request, response);
	}

}
