package io.aaas.claude;

/**
 * Finds the lines in a stream of bytes, wherever it was cut into pieces. It holds nothing
 * but two offsets, so that a line may be of any length.
 */
final class LineSplitter {

	private long lineStart;

	private long position;

	/**
	 * Start in the middle of a file.
	 * @param offset where a line starts
	 */
	LineSplitter(long offset) {
		reset(offset);
	}

	/** Forget what was seen from there on. */
	void reset(long offset) {
		this.lineStart = offset;
		this.position = offset;
	}

	/** Where the line that is not complete yet starts. */
	long lineStart() {
		return this.lineStart;
	}

	/** Where the next byte belongs. */
	long position() {
		return this.position;
	}

	/**
	 * Take the next bytes.
	 * @param bytes holds them from index 0
	 * @param length how many
	 * @param sink is told each line that they complete
	 * @return {@code false} if the sink refused a line; it is then as if it and what
	 * follows had never come
	 */
	boolean feed(byte[] bytes, int length, Sink sink) {
		long base = this.position;
		for (int i = 0; i < length; i++) {
			if (bytes[i] == '\n') {
				long end = base + i + 1;
				if (!sink.line(this.lineStart, end)) {
					reset(this.lineStart);
					return false;
				}
				this.lineStart = end;
			}
		}
		this.position = base + length;
		return true;
	}

	/**
	 * Is told where lines are.
	 */
	interface Sink {

		/**
		 * A complete line.
		 * @param start the offset of its first byte
		 * @param end the offset after its line feed
		 * @return whether it is taken
		 */
		boolean line(long start, long end);

	}

}
