package io.aaas.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of server-sent events that reads by the standard: what is not ended by an
 * empty line is no event.
 */
final class EventStream implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final HttpResponse<InputStream> response;

	private static final Item END = new Item("", "", JsonMapper.shared().nullNode());

	private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

	private final List<String> comments = new CopyOnWriteArrayList<>();

	private volatile String lastId = "";

	private EventStream(HttpResponse<InputStream> response) {
		this.response = response;
		Thread.startVirtualThread(this::read);
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.response.body(), StandardCharsets.UTF_8))) {
			Item item;
			while ((item = read(lines)) != null) {
				this.items.add(item);
			}
		}
		catch (IOException ex) {
			// The connection is gone.
		}
		this.items.add(END);
	}

	static EventStream open(String url, String key, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
			.header("X-API-Key", key)
			.header("Accept", "text/event-stream");
		if (headers.length > 0) {
			request.headers(headers);
		}
		return send(request.build());
	}

	static EventStream send(HttpRequest request) {
		try {
			return new EventStream(CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
				.orTimeout(30, TimeUnit.SECONDS)
				.join());
		}
		catch (RuntimeException ex) {
			throw new AssertionError("The stream did not begin", ex);
		}
	}

	HttpResponse<?> response() {
		return this.response;
	}

	private @Nullable Item read(BufferedReader lines) throws IOException {
		String event = "message";
		StringBuilder data = new StringBuilder();
		String line;
		while ((line = lines.readLine()) != null) {
			if (line.isEmpty() && data.isEmpty()) {
				event = "message";
			}
			else if (line.isEmpty()) {
				return new Item(this.lastId, event, JsonMapper.shared().readTree(data.toString()));
			}
			else if (line.startsWith(":")) {
				this.comments.add(line.substring(1).strip());
			}
			else {
				String field = line.substring(0, line.indexOf(':'));
				String value = line.substring(field.length() + 1).replaceFirst("^ ", "");
				switch (field) {
					case "id" -> this.lastId = value;
					case "event" -> event = value;
					case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
					case "retry" -> Long.parseLong(value);
					default -> throw new IOException("Not a field of an event: " + line);
				}
			}
		}
		return null;
	}

	/** The next event; {@code null} at the end of the stream. */
	@Nullable Item next() {
		try {
			Item item = this.items.poll(30, TimeUnit.SECONDS);
			if (item == null) {
				throw new AssertionError("Nothing came");
			}
			return (item != END) ? item : null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/** All up to the first that is like this, which must come. */
	List<Item> until(Predicate<Item> last) {
		List<Item> items = new ArrayList<>();
		while (items.isEmpty() || !last.test(items.getLast())) {
			Item item = next();
			if (item == null) {
				throw new AssertionError("The stream ended behind " + items);
			}
			items.add(item);
		}
		return items;
	}

	List<Item> untilType(String type) {
		return until((item) -> item.event().equals(type));
	}

	/** All up to the end of the stream. */
	List<Item> rest() {
		List<Item> items = new ArrayList<>();
		Item item;
		while ((item = next()) != null) {
			items.add(item);
		}
		return items;
	}

	/** Where a client would go on. */
	String lastId() {
		return this.lastId;
	}

	List<String> comments() {
		return this.comments;
	}

	@Override
	public void close() {
		try {
			this.response.body().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An event.
	 *
	 * @param id the last id told when it came
	 * @param event its name
	 * @param data what it holds
	 */
	record Item(String id, String event, JsonNode data) {
	}

}
