package io.aaas.claude;

import java.util.List;

/**
 * What was read from a process in one go.
 *
 * @param lines the lines of stdout, in order
 * @param spoolOffset where in the spool the first line not read yet starts
 * @param errorLines lines of stderr, secrets redacted; if much more came than anyone
 * would read, its beginning is left out and a line says so
 * @param errorOffset where in the stderr file the first line not read yet starts
 * @param more whether there is more to read at once
 */
public record SpoolBatch(List<ClaudeLine> lines, long spoolOffset, List<String> errorLines, long errorOffset,
		boolean more) {

	/**
	 * Whether nothing was read.
	 * @return {@code true} if there is no line in it
	 */
	public boolean isEmpty() {
		return this.lines.isEmpty() && this.errorLines.isEmpty();
	}

}
