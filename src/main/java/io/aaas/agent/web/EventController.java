package io.aaas.agent.web;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.aaas.agent.AgentManager;
import io.aaas.event.Event;
import io.aaas.event.EventLog;
import io.aaas.event.EventType;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.security.Caller;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * An agent's event log.
 */
@RestController
@RequestMapping("/api/v1/agents/{agentId}/events")
class EventController {

	private final AgentManager agents;

	private final EventLog eventLog;

	EventController(AgentManager agents, EventLog eventLog) {
		this.agents = agents;
		this.eventLog = eventLog;
	}

	@GetMapping
	Page<EventResource> list(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit,
			@RequestParam @Nullable List<String> types) {
		this.agents.get(caller.tenantId(), agentId);
		if (after < 0) {
			throw ProblemException.invalidField("after", "must be 0 or the seq of an event");
		}
		List<EventType> wanted = ((types != null) ? types : List.<String>of()).stream()
			.map((name) -> EventType.of(name)
				.orElseThrow(() -> ProblemException.invalidField("types", "names no type of events: " + name)))
			.toList();
		return Page.of(this.eventLog.read(agentId, after, Paging.limit(limit) + 1, wanted), limit, EventResource::of,
				(event) -> Long.toString(event.seq()));
	}

	@GetMapping("/{seq}/data")
	ResponseEntity<StreamingResponseBody> data(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@PathVariable long seq) {
		this.agents.get(caller.tenantId(), agentId);
		if (this.eventLog.read(agentId, seq - 1, 1, List.of()).stream().noneMatch((event) -> event.seq() == seq)) {
			throw new ProblemException(ProblemType.EVENT_NOT_FOUND, "The agent has no event " + seq);
		}
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body((output) -> {
			Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
			this.eventLog.readData(agentId, seq, (part) -> write(writer, part));
			writer.flush();
		});
	}

	private static void write(Writer writer, String part) {
		try {
			writer.write(part);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An event as clients see it; see {@link Event}.
	 */
	record EventResource(long seq, String agentId, @Nullable String messageId, String type, Instant at,
			@JsonRawValue String data) {

		static EventResource of(Event event) {
			return new EventResource(event.seq(), event.agentId(), event.messageId(), event.type().wireName(),
					event.at(), event.data());
		}

	}

}
