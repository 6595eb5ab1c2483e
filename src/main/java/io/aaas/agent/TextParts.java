package io.aaas.agent;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/**
 * A stream of text in parts of a size that a row can hold.
 */
final class TextParts implements Iterator<String> {

	private static final int SIZE = 512 * 1024;

	private final Reader reader;

	private @Nullable String next;

	TextParts(Reader reader) {
		this.reader = reader;
		this.next = read();
	}

	@Override
	public boolean hasNext() {
		return this.next != null;
	}

	@Override
	public String next() {
		String part = this.next;
		if (part == null) {
			throw new NoSuchElementException();
		}
		this.next = read();
		return part;
	}

	private @Nullable String read() {
		char[] buffer = new char[SIZE];
		try {
			int length = this.reader.read(buffer, 0, SIZE - 1);
			if (length <= 0) {
				this.reader.close();
				return null;
			}
			if (Character.isHighSurrogate(buffer[length - 1])) {
				int low = this.reader.read();
				if (low >= 0) {
					buffer[length++] = (char) low;
				}
			}
			return new String(buffer, 0, length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
