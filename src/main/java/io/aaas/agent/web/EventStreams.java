package io.aaas.agent.web;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import io.aaas.event.Delta;
import io.aaas.event.Entry;
import io.aaas.event.Event;
import io.aaas.event.EventLog;
import io.aaas.event.EventSubscription;
import io.aaas.event.Published;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Sends subscriptions to clients, each on a thread of its own. A client that does not
 * read is cut: Tomcat gives up a write that has not moved for its connection timeout, and
 * what moves too slowly is ended with a notice.
 */
@Component
class EventStreams {

	private static final Logger logger = LoggerFactory.getLogger(EventStreams.class);

	/** In bytes of memory. */
	private static final int LARGEST_SHARED = 64 * 1024;

	private final StreamProperties properties;

	private final JsonMapper json;

	private final Counter cut;

	EventStreams(StreamProperties properties, JsonMapper json, EventLog log, MeterRegistry metrics) {
		this.properties = properties;
		this.json = json;
		Gauge.builder("aaas.streams", log, EventLog::subscribers)
			.description("How many clients follow events")
			.register(metrics);
		this.cut = Counter.builder("aaas.streams.cut")
			.description("Clients that followed events and did not read them")
			.register(metrics);
	}

	/**
	 * Answer with a stream that ends when the subscription does, or the client goes.
	 * @param id how a number is told to the client
	 */
	void send(EventSubscription subscription, LongFunction<String> id, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader("X-Accel-Buffering", "no");
		try (subscription) {
			if (!HttpMethod.HEAD.matches(request.getMethod())) {
				follow(subscription, id,
						new ServerSentEvents(response.getOutputStream(), this.json, this.properties.retry()));
			}
		}
	}

	/**
	 * Tell what a subscription gives, until it ends or the client does.
	 * @param id how a number is told to the client
	 * @return why there is nothing more to tell
	 */
	Ending follow(EventSubscription subscription, LongFunction<String> id, EventOutput output) {
		try {
			return tell(subscription, id, output);
		}
		catch (IOException ex) {
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof SocketTimeoutException) {
				this.cut.increment();
			}
			logger.debug("A client no longer reads its stream", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Ending.GONE;
	}

	private Ending tell(EventSubscription subscription, LongFunction<String> id, EventOutput output)
			throws IOException, InterruptedException {
		output.begin(id.apply(subscription.cursor()));
		output.flush();
		long told = subscription.cursor();
		while (subscription.end() == null) {
			List<Entry> entries = subscription.next(this.properties.heartbeat());
			long begun = System.nanoTime();
			for (Entry entry : entries) {
				switch (entry.item()) {
					case Event event -> {
						told = entry.number();
						output.event(id.apply(told), event.type().wireName(), document(entry));
					}
					case Delta _ -> output.event(null, "delta", document(entry));
				}
			}
			if (entries.isEmpty() && subscription.end() == null) {
				output.heartbeat(id.apply(subscription.cursor()), told != subscription.cursor());
				told = subscription.cursor();
			}
			output.flush();
			if (Duration.ofNanos(System.nanoTime() - begun).compareTo(this.properties.slow()) > 0) {
				this.cut.increment();
				notice(output, "stream.lagged", "The client reads too slowly; connect again");
				return Ending.LAGGED;
			}
		}
		if (subscription.end() == EventSubscription.End.SHUTDOWN) {
			notice(output, "shutdown", "The service stops; connect again");
			return Ending.SHUTDOWN;
		}
		return Ending.COMPLETE;
	}

	/** Small ones, of which there are many, are written once for all who are told. */
	private Object document(Entry entry) {
		return (entry.size() <= LARGEST_SHARED)
				? new RawValue(entry.document((item) -> this.json.writeValueAsString(resource(item))))
				: resource(entry.item());
	}

	private static Object resource(Published item) {
		return switch (item) {
			case Event event -> EventResource.of(event);
			case Delta delta -> DeltaResource.of(delta);
		};
	}

	private static void notice(EventOutput output, String name, String detail) throws IOException {
		output.event(null, name, Map.of("detail", detail));
		output.flush();
	}

	/**
	 * Why a client is told nothing more.
	 */
	enum Ending {

		/** All that was asked for was told. */
		COMPLETE,

		/** The client was too slow, and knows it. */
		LAGGED,

		/** The service stops, and the client knows it. */
		SHUTDOWN,

		/** The client is not there any more, or reads nothing. */
		GONE

	}

}
