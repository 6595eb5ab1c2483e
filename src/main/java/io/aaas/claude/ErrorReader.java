package io.aaas.claude;

import java.io.IOException;
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

/**
 * Reads the lines of stderr from where it left off. Of a flood only the end is read. Not
 * thread-safe; must not run on a virtual thread.
 */
final class ErrorReader {

	/** What a person may want to read at once. */
	private static final int MAX_BYTES = 64 * 1024;

	private static final int MAX_LINE = 8 * 1024;

	private final Path file;

	private final Redactor redactor;

	private long offset;

	ErrorReader(Path file, long offset, Redactor redactor) {
		this.file = file;
		this.offset = offset;
		this.redactor = redactor;
	}

	long offset() {
		return this.offset;
	}

	/**
	 * Read the next lines.
	 * @param target they are added to it
	 * @param ended whether nobody writes any more: the last line needs no end
	 */
	void read(List<String> target, boolean ended) {
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
			long size = channel.size();
			boolean skipped = size - this.offset > MAX_BYTES;
			if (skipped) {
				target.add("[" + (size - MAX_BYTES - this.offset) + " bytes of stderr left out]");
				this.offset = size - MAX_BYTES;
			}
			byte[] bytes = new byte[Math.clamp(size - this.offset, 0, MAX_BYTES)];
			int count = Math.max(0, channel.read(ByteBuffer.wrap(bytes), this.offset));
			// A cut line could show a part of a secret.
			int start = skipped ? afterFirstLineFeed(bytes, count) : 0;
			int end = (ended || count == MAX_BYTES) ? count : afterLastLineFeed(bytes, count);
			this.offset += end;
			byte[] redacted = this.redactor.redact(Arrays.copyOfRange(bytes, Math.min(start, end), end));
			new String(redacted, StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank())
				.map((line) -> (line.length() <= MAX_LINE) ? line : line.substring(0, MAX_LINE) + "...")
				.map(MessageReader::clean)
				.forEach(target::add);
		}
		catch (NoSuchFileException ex) {
			// Nothing was ever written.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int afterFirstLineFeed(byte[] bytes, int count) {
		int i = 0;
		while (i < count && bytes[i] != '\n') {
			i++;
		}
		return (i < count) ? i + 1 : 0;
	}

	private static int afterLastLineFeed(byte[] bytes, int count) {
		int i = count;
		while (i > 0 && bytes[i - 1] != '\n') {
			i--;
		}
		return i;
	}

	void delete() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
