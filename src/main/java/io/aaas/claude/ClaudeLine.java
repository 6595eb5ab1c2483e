package io.aaas.claude;

/**
 * One line of the CLI's stdout.
 *
 * @param json the line as it came, without its line end, known secrets replaced and
 * U+0000 left out. Not JSON if the message is {@link ClaudeMessage.Unparsed}. If the line
 * is not {@code whole}, a small JSON object in its stead: its {@code type},
 * {@code truncated:
 * true}, its {@code size} and a {@code preview} of its beginning
 * @param whole whether {@code json} is the line; lines of more than 1 MiB are not held in
 * memory, {@link ClaudeProcess#open(ClaudeLine)} reads them. If there are secrets,
 * neither are pieces of an answer ({@link ClaudeMessage.StreamEvent}): a secret can come
 * in pieces
 * @param startOffset where in the spool its first byte is
 * @param endOffset where in the spool the next line starts
 * @param message what it means
 */
public record ClaudeLine(String json, boolean whole, long startOffset, long endOffset, ClaudeMessage message) {
}
