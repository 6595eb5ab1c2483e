package io.aaas.agent.web;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.aaas.agent.AgentManager;
import io.aaas.event.EventLog;
import io.aaas.event.EventType;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * An agent's event log.
 */
@RestController
@Tag(name = "Events")
@RequestMapping(path = "/api/v1/agents/{agentId}/events", produces = MediaType.APPLICATION_JSON_VALUE)
class EventController {

	private final AgentManager agents;

	private final EventLog eventLog;

	EventController(AgentManager agents, EventLog eventLog) {
		this.agents = agents;
		this.eventLog = eventLog;
	}

	/**
	 * List an agent's events, in their order; or follow them, as a stream.
	 * @param after only events behind the one with this `seq`, which is also the
	 * `next_cursor` of a page; 0 for all
	 * @param types only events of these types
	 * @param deltas in a stream, whether pieces of answers are told while they come
	 * @param lastEventId in a stream, the `id` of the last event you have seen; it goes
	 * before `after`
	 * @return a page of events
	 */
	@GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
	@Problems({ ProblemType.AGENT_NOT_FOUND })
	Page<EventResource> listEvents(@AuthenticationPrincipal Caller caller, @PathVariable String agentId,
			@RequestParam(defaultValue = "0") @Schema(minimum = "0") long after,
			@RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit,
			@RequestParam @Parameter(array = @ArraySchema(
					schema = @Schema(implementation = EventType.class))) @Nullable List<String> types,
			@RequestParam(defaultValue = "false") boolean deltas,
			@RequestHeader(name = Resumption.HEADER, required = false) @Nullable String lastEventId) {
		this.agents.get(caller.tenantId(), agentId);
		if (after < 0) {
			throw ProblemException.invalidField("after", "must be 0 or the seq of an event");
		}
		return Page.of(this.eventLog.read(agentId, after, Paging.limit(limit), types(types)), EventResource::of,
				(event) -> Long.toString(event.seq()));
	}

	static List<EventType> types(@Nullable List<String> names) {
		return ((names != null) ? names : List.<String>of()).stream()
			.map((name) -> EventType.of(name)
				.orElseThrow(() -> ProblemException.invalidField("types", "names no type of events: " + name)))
			.toList();
	}

	/**
	 * Get the whole data of an event. The list cuts off what is longer than 256 KiB:
	 * there `data` is `{"truncated": true, "size", "preview"}`.
	 * @param seq the event's number
	 */
	@GetMapping("/{seq}/data")
	@ApiResponse(responseCode = "200", description = "The data.",
			content = @Content(mediaType = "application/json", schema = @Schema(implementation = ObjectNode.class)))
	@Problems({ ProblemType.AGENT_NOT_FOUND, ProblemType.EVENT_NOT_FOUND, ProblemType.NOT_FOUND })
	ResponseEntity<StreamingResponseBody> getEventData(@AuthenticationPrincipal Caller caller,
			@PathVariable String agentId, @PathVariable long seq) {
		this.agents.get(caller.tenantId(), agentId);
		if (this.eventLog.read(agentId, seq - 1, 1, List.of())
			.rows()
			.stream()
			.noneMatch((event) -> event.seq() == seq && event.type() != EventType.LOG_GAP)) {
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

}
