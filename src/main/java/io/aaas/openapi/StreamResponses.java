package io.aaas.openapi;

import java.util.Map;
import java.util.Objects;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What operations answer with that also stream events: to OpenAPI the streams are no
 * operations of their own, and their schema is a text.
 */
@Component
@Order(5)
class StreamResponses implements GlobalOpenApiCustomizer {

	private static final String OF_AGENT = "All of the agent's events behind the one asked for, then those that come, to the agent's end.";

	private static final String OF_MESSAGE = "The events of this message, to its end.";

	private static final Map<String, String> STREAMS = Map.of("listEvents", OF_AGENT, "listAllEvents",
			"All events behind the one asked for, then those that come.", "sendMessage",
			OF_MESSAGE + " `Location` is where to come back.", "getMessage", OF_MESSAGE);

	private static final String HOW = " Server-sent events: `id` is where to go on, `event` the event's type, `data` an "
			+ "`Event` (of a `delta`: see docs/streaming.md) as one line of JSON.";

	private static final String EXAMPLE = """
			: behind 3
			retry: 1000

			id: 4
			event: message.started
			data: {"seq":4,"agent_id":"01a20772-08d0-7572-add9-4e6b36d16ef9",\
			"message_id":"01a20772-2f4c-7c9d-9c7f-5d4b7d3a9e10","type":"message.started",\
			"at":"2026-11-24T10:15:30.123Z","data":{"attempt":1,"launch":1}}

			: heartbeat

			""";

	@Override
	public void customise(OpenAPI api) {
		api.getPaths()
			.values()
			.stream()
			.map(PathItem::readOperations)
			.flatMap((operations) -> operations.stream())
			.filter((operation) -> STREAMS.containsKey(operation.getOperationId()))
			.forEach(StreamResponses::add);
	}

	private static void add(Operation operation) {
		String description = STREAMS.get(operation.getOperationId()) + HOW;
		Objects.requireNonNull(operation.getResponses().get("200"))
			.getContent()
			.addMediaType("text/event-stream",
					new MediaType().schema(new JsonSchema().typesItem("string").description(description))
						.addExamples("stream",
								new Example().summary("An event, and then nothing for a while").value(EXAMPLE)));
	}

}
