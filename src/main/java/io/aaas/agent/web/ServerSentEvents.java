package io.aaas.agent.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes server-sent events, as the HTML standard has them. Data is always one line of
 * JSON; it goes out in small pieces, whatever its length.
 */
final class ServerSentEvents implements EventOutput {

	private final Writer writer;

	private final Writer line;

	private final DocumentWriter json;

	private final Duration retry;

	/**
	 * @param retry how soon a client shall come back when the stream has ended
	 */
	ServerSentEvents(OutputStream output, JsonMapper json, Duration retry) {
		this.retry = retry;
		this.writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
		this.line = new LineWriter(this.writer);
		this.json = new DocumentWriter(json);
	}

	@Override
	public void begin(String id) throws IOException {
		this.writer.write(": behind " + id + "\nretry: " + this.retry.toMillis() + "\n\n");
	}

	/** A comment; and the id, without an event, if a client has not had it. */
	@Override
	public void heartbeat(String id, boolean moved) throws IOException {
		this.writer.write(": heartbeat\n\n");
		if (moved) {
			this.writer.write("id: " + id + "\n\n");
		}
	}

	@Override
	public void event(@Nullable String id, String name, Object data) throws IOException {
		if (id != null) {
			this.writer.write("id: " + id + "\n");
		}
		this.writer.write("event: " + name + "\ndata: ");
		this.json.write(this.line, data);
		this.writer.write("\n\n");
	}

	@Override
	public void flush() throws IOException {
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
