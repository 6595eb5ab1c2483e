package io.aaas.agent.web;

import java.io.IOException;
import java.util.List;

import io.aaas.event.Entry;
import io.aaas.event.Event;
import io.aaas.event.EventLog;
import io.aaas.event.EventType;
import io.aaas.problem.Problems;
import io.aaas.security.Caller;
import io.aaas.store.Part;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The events of all of a tenant's agents.
 */
@RestController
@Tag(name = "Events")
@RequestMapping("/api/v1/events")
class TenantEventController {

	private final EventLog eventLog;

	private final EventStreams streams;

	TenantEventController(EventLog eventLog, EventStreams streams) {
		this.eventLog = eventLog;
		this.streams = streams;
	}

	/**
	 * List the events of all agents, in the order of their commits; of deleted agents,
	 * too, until they are forgotten. Here `next_cursor` is there at the end as well: what
	 * comes later is behind it. Each event may come more than once; `agent_id` and `seq`
	 * say which one it is.
	 * @param after only events behind this one: the `next_cursor` of a page, or the `id`
	 * of an event of the stream
	 * @param types only events of these types
	 * @param lastEventId in a stream, the `id` of the last event you have seen; it goes
	 * before `after`
	 * @return a page of events
	 */
	@GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
	@Problems({})
	Page<EventResource> listAllEvents(@AuthenticationPrincipal Caller caller, @RequestParam @Nullable String after,
			@RequestParam(defaultValue = Paging.DEFAULT_LIMIT) int limit,
			@RequestParam @Parameter(array = @ArraySchema(
					schema = @Schema(implementation = EventType.class))) @Nullable List<String> types,
			@RequestHeader(name = Resumption.HEADER, required = false) @Nullable String lastEventId) {
		long position = Resumption.position("after", after);
		Part<Entry> found = this.eventLog.readAll(caller.tenantId(), position, Paging.limit(limit),
				EventController.types(types));
		List<Entry> page = found.rows();
		long last = page.isEmpty() ? position : page.getLast().number();
		return new Page<>(page.stream().map((entry) -> EventResource.of((Event) entry.item())).toList(), found.more(),
				Resumption.cursor(last));
	}

	@Hidden
	@GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void streamAllEvents(@AuthenticationPrincipal Caller caller, @RequestParam @Nullable String after,
			@RequestParam @Nullable List<String> types,
			@RequestHeader(name = Resumption.HEADER, required = false) @Nullable String lastEventId,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		boolean returns = lastEventId != null && !lastEventId.isEmpty();
		long position = returns ? Resumption.position(Resumption.HEADER, lastEventId)
				: Resumption.position("after", after);
		this.streams.send(this.eventLog.subscribe(caller.tenantId(), position, EventController.types(types)),
				Resumption::cursor, request, response);
	}

}
