package io.aaas.claude;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the lines of a spool from where it left off. A line that is not complete yet is
 * not held, and one of more than 1 MiB is streamed. Not thread-safe; must not run on a
 * virtual thread.
 */
final class SpoolReader {

	/** A longer line is not held as a whole. */
	static final int MAX_HELD = 1024 * 1024;

	private static final int MAX_BATCH_BYTES = 1024 * 1024;

	private static final int MAX_BATCH_LINES = 500;

	/** Whoever writes a line without end must not keep a thread. */
	private static final int MAX_SCAN = 64 * 1024 * 1024;

	private static final int CHUNK = 64 * 1024;

	private static final int PREVIEW = 4096;

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

	private final Path file;

	private final Redactor redactor;

	private final LineSplitter splitter;

	SpoolReader(Path file, long offset, Redactor redactor) {
		this.file = file;
		this.redactor = redactor;
		this.splitter = new LineSplitter(offset);
	}

	/** Where the first line that was not read yet starts. */
	long offset() {
		return this.splitter.lineStart();
	}

	/** How far the file was looked at. */
	long position() {
		return this.splitter.position();
	}

	/**
	 * Read the next complete lines.
	 * @param target they are added to it
	 * @param ended whether nobody writes any more: a last line without an end is torn
	 * @return whether there is more to read at once
	 */
	boolean read(List<ClaudeLine> target, boolean ended) {
		long from = this.splitter.lineStart();
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
			Batch batch = new Batch(channel, target);
			long first = this.splitter.position();
			while (true) {
				if (this.splitter.position() - first > MAX_SCAN) {
					return true;
				}
				batch.chunkStart = this.splitter.position();
				int size = Math.clamp(channel.size() - batch.chunkStart, 1, CHUNK);
				if (batch.chunk.length < size) {
					batch.chunk = new byte[size];
				}
				int count = channel.read(ByteBuffer.wrap(batch.chunk, 0, size), batch.chunkStart);
				if (count <= 0) {
					break;
				}
				batch.chunkLength = count;
				if (!this.splitter.feed(batch.chunk, count, batch)) {
					return true;
				}
			}
			if (ended && this.splitter.position() > this.splitter.lineStart()) {
				target.add(torn(channel, this.splitter.lineStart(), this.splitter.position()));
				this.splitter.reset(this.splitter.position());
			}
			return false;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
		catch (IOException | UncheckedIOException ex) {
			// Nobody gets the lines: they are read again.
			this.splitter.reset(from);
			throw (ex instanceof IOException cause) ? new UncheckedIOException(cause) : (UncheckedIOException) ex;
		}
	}

	/** Leave out all that is there. */
	void skip() {
		this.splitter.reset(Math.max(this.splitter.position(), this.file.toFile().length()));
	}

	/** A line's bytes, redacted, while the file is there. */
	InputStream open(ClaudeLine line) throws IOException {
		FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ);
		return range(channel, line.startOffset(), line.endOffset(), true);
	}

	private ClaudeLine line(FileChannel channel, Batch batch, long start, long end) throws IOException {
		long size = end - start - 1;
		if (size > StreamJson.MAX_LINE) {
			return partial(channel, start, end, new ClaudeMessage.Oversized(size));
		}
		if (size > MAX_HELD) {
			ClaudeMessage message;
			try (InputStream in = range(channel, start, end, false)) {
				message = StreamJson.parse(in);
			}
			return partial(channel, start, end, message);
		}
		String text = text(batch.bytes(start, end));
		return new ClaudeLine(text, true, start, end, StreamJson.parse(text));
	}

	private ClaudeLine torn(FileChannel channel, long start, long end) throws IOException {
		ClaudeMessage message = new ClaudeMessage.Unparsed("torn line");
		if (end - start > MAX_HELD) {
			return partial(channel, start, end, message);
		}
		return new ClaudeLine(text(read(channel, start, (int) (end - start))), true, start, end, message);
	}

	/** What stands in for a line that is not held. */
	private ClaudeLine partial(FileChannel channel, long start, long end, ClaudeMessage message) throws IOException {
		// The redactor needs what follows the preview to know a secret at its end.
		byte[] beginning;
		try (InputStream in = range(channel, start, end, false)) {
			beginning = in.readNBytes(PREVIEW);
		}
		String preview = MessageReader.clean(new String(beginning, StandardCharsets.UTF_8));
		ObjectNode json = StreamJson.object();
		json.put("type", type(message)).put("truncated", true).put("size", end - start).put("preview", preview);
		return new ClaudeLine(json.toString(), false, start, end, message);
	}

	private static String type(ClaudeMessage message) {
		return switch (message) {
			case ClaudeMessage.Init _, ClaudeMessage.Status _, ClaudeMessage.ApiRetry _, ClaudeMessage.OtherSystem _ ->
				"system";
			case ClaudeMessage.Assistant _ -> "assistant";
			case ClaudeMessage.ToolResult _, ClaudeMessage.Replay _ -> "user";
			case ClaudeMessage.StreamEvent _ -> "stream_event";
			case ClaudeMessage.Result _ -> "result";
			case ClaudeMessage.ControlQuestion _ -> "control_request";
			case ClaudeMessage.ControlReply _ -> "control_response";
			case ClaudeMessage.ControlCancel _ -> "control_cancel_request";
			case ClaudeMessage.Lifecycle _ -> "command_lifecycle";
			case ClaudeMessage.Unknown unknown -> unknown.type();
			case ClaudeMessage.Unparsed _ -> "unparsed";
			case ClaudeMessage.Oversized _ -> "oversized";
		};
	}

	/** From bytes to text: a byte order mark and the line's end are no part of it. */
	private String text(byte[] line) {
		int from = Arrays.mismatch(line, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length
				|| Arrays.equals(line, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
		int to = line.length;
		while (to > from && (line[to - 1] == '\n' || line[to - 1] == '\r')) {
			to--;
		}
		byte[] redacted = this.redactor.redact(Arrays.copyOfRange(line, from, to));
		return new String(redacted, StandardCharsets.UTF_8);
	}

	private InputStream range(FileChannel channel, long start, long end, boolean own) throws IOException {
		InputStream range = new RangeStream(channel, start, end, own);
		BufferedInputStream in = new BufferedInputStream(range, CHUNK);
		in.mark(BYTE_ORDER_MARK.length);
		if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
			in.reset();
		}
		return this.redactor.redact(in);
	}

	private static byte[] read(FileChannel channel, long start, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(length);
		while (buffer.hasRemaining()) {
			if (channel.read(buffer, start + buffer.position()) < 0) {
				break;
			}
		}
		return Arrays.copyOf(buffer.array(), buffer.position());
	}

	/** Delete the file; there is nothing to read any more. */
	void delete() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private final class Batch implements LineSplitter.Sink {

		private final FileChannel channel;

		private final List<ClaudeLine> lines;

		private byte[] chunk = {};

		private long chunkStart;

		private int chunkLength;

		private long taken;

		private Batch(FileChannel channel, List<ClaudeLine> lines) {
			this.channel = channel;
			this.lines = lines;
		}

		@Override
		public boolean line(long start, long end) {
			long size = end - start;
			if (!this.lines.isEmpty()
					&& (this.lines.size() >= MAX_BATCH_LINES || this.taken + size > MAX_BATCH_BYTES)) {
				return false;
			}
			try {
				ClaudeLine line = SpoolReader.this.line(this.channel, this, start, end);
				this.taken += size;
				if (!line.json().isEmpty()) {
					this.lines.add(line);
				}
				return true;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private byte[] bytes(long start, long end) throws IOException {
			if (start >= this.chunkStart && end <= this.chunkStart + this.chunkLength) {
				return Arrays.copyOfRange(this.chunk, (int) (start - this.chunkStart), (int) (end - this.chunkStart));
			}
			return read(this.channel, start, (int) (end - start));
		}

	}

	private static final class RangeStream extends InputStream {

		private final FileChannel channel;

		private final boolean own;

		private final long end;

		private long position;

		private RangeStream(FileChannel channel, long start, long end, boolean own) {
			this.channel = channel;
			this.position = start;
			this.end = end;
			this.own = own;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			int wanted = (int) Math.min(length, this.end - this.position);
			if (wanted <= 0) {
				return (length == 0) ? 0 : -1;
			}
			int count = this.channel.read(ByteBuffer.wrap(target, offset, wanted), this.position);
			this.position += Math.max(0, count);
			return count;
		}

		@Override
		public void close() throws IOException {
			if (this.own) {
				this.channel.close();
			}
		}

	}

}
