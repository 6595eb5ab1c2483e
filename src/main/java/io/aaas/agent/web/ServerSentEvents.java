package io.aaas.agent.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.NestedExceptionUtils;

/**
 * Writes server-sent events, as the HTML standard has them. Data is always one line of
 * JSON; it goes out in small pieces, whatever its length.
 */
final class ServerSentEvents {

	private final Writer writer;

	private final Writer line;

	private final ObjectWriter json;

	ServerSentEvents(OutputStream output, JsonMapper json) {
		this.writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
		this.line = new LineWriter(this.writer);
		this.json = json.writer()
			.without(StreamWriteFeature.AUTO_CLOSE_TARGET)
			.without(StreamWriteFeature.FLUSH_PASSED_TO_STREAM);
	}

	/** How soon the client shall come back when the stream has ended. */
	void retry(Duration delay) throws IOException {
		this.writer.write("retry: " + delay.toMillis() + "\n\n");
	}

	/** What a client passes over. */
	void comment(String text) throws IOException {
		this.writer.write(": " + text + "\n\n");
	}

	/** Where a client is to go on, without an event. */
	void id(String id) throws IOException {
		this.writer.write("id: " + id + "\n\n");
	}

	/**
	 * An event.
	 * @param id where a client is to go on; {@code null} leaves that as it is
	 */
	void event(@Nullable String id, String name, Object data) throws IOException {
		if (id != null) {
			this.writer.write("id: " + id + "\n");
		}
		this.writer.write("event: " + name + "\ndata: ");
		try {
			this.json.writeValue(this.line, data);
		}
		catch (JacksonException ex) {
			// What the connection does not take, Jackson wraps, in one way or another.
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof IOException failure) {
				throw failure;
			}
			throw ex;
		}
		this.writer.write("\n\n");
	}

	/** Waits until the connection takes it. */
	void flush() throws IOException {
		this.writer.flush();
	}

	/**
	 * Keeps a document on one line: outside of its strings, a line end is white space.
	 */
	private static final class LineWriter extends Writer {

		private final Writer writer;

		LineWriter(Writer writer) {
			this.writer = writer;
		}

		@Override
		public void write(char[] buffer, int offset, int length) throws IOException {
			int begin = offset;
			for (int i = offset; i < offset + length; i++) {
				if (buffer[i] == '\n' || buffer[i] == '\r') {
					this.writer.write(buffer, begin, i - begin);
					this.writer.write(' ');
					begin = i + 1;
				}
			}
			this.writer.write(buffer, begin, offset + length - begin);
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
