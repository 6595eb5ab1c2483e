package io.aaas.claude;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces secrets that come in pieces: the model's text is streamed a few characters a
 * line, and no line holds the whole secret. Text that may be the beginning of one is held
 * back until the next piece. Not thread-safe.
 */
final class DeltaRedactor {

	private final List<String> secrets;

	/** By sub-agent and content block. */
	private final Map<String, String> held = new HashMap<>();

	DeltaRedactor(List<String> secrets) {
		this.secrets = Redactor.worthHiding(secrets);
	}

	/**
	 * The line, its text changed and its JSON made anew if it is a piece of an answer.
	 */
	ClaudeLine apply(ClaudeLine line) {
		if (this.secrets.isEmpty() || !(line.message() instanceof ClaudeMessage.StreamEvent event)) {
			return line;
		}
		String key = event.parentToolUseId() + "/" + event.block();
		return switch (event.event()) {
			case "message_start" -> {
				this.held.clear();
				yield line;
			}
			case "content_block_delta" -> changed(line, event, released(key, event.text()));
			case "content_block_stop" -> {
				String rest = this.held.remove(key);
				yield (rest != null) ? changed(line, event, rest) : line;
			}
			default -> line;
		};
	}

	private @Nullable String released(String key, @Nullable String piece) {
		if (piece == null) {
			// A piece of a tool's input or of thinking, of which nobody is shown the
			// parts.
			return null;
		}
		String text = this.held.getOrDefault(key, "") + piece;
		for (String secret : this.secrets) {
			text = text.replace(secret, Redactor.REPLACEMENT);
		}
		int hold = 0;
		for (String secret : this.secrets) {
			hold = Math.max(hold, beginning(secret, text));
		}
		int end = text.length() - hold;
		this.held.put(key, text.substring(end));
		return text.substring(0, end);
	}

	/** How many characters at the text's end are the secret's beginning. */
	private static int beginning(String secret, String text) {
		int length = Math.min(secret.length() - 1, text.length());
		while (length > 0 && !text.regionMatches(text.length() - length, secret, 0, length)) {
			length--;
		}
		return length;
	}

	private static ClaudeLine changed(ClaudeLine line, ClaudeMessage.StreamEvent event, @Nullable String text) {
		ObjectNode json = StreamJson.object();
		json.put("type", "stream_event").put("parent_tool_use_id", event.parentToolUseId());
		ObjectNode inner = json.putObject("event").put("type", event.event()).put("index", event.block());
		if (text != null) {
			inner.putObject("delta").put("type", "text_delta").put("text", text);
		}
		ClaudeMessage message = new ClaudeMessage.StreamEvent(event.event(), event.messageId(), event.block(), text,
				event.parentToolUseId());
		return new ClaudeLine(json.toString(), false, line.startOffset(), line.endOffset(), message);
	}

}
