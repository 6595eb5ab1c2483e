package io.aaas.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as server-sent events, word by word.
 */
final class AnswerStream {

	private static final JsonMapper json = JsonMapper.shared();

	private final OutputStream out;

	private final Duration pause;

	private int cutAfter;

	/**
	 * Create a stream.
	 * @param out where to
	 * @param answer what will be written, to know its length
	 * @param spread how long the words of its texts take all together
	 * @param cut whether to break off in the middle
	 */
	AnswerStream(OutputStream out, Answer answer, Duration spread, boolean cut) {
		this.out = new BufferedOutputStream(out);
		int words = 0;
		for (Answer.Block block : answer.blocks()) {
			words += deltas(block).size();
		}
		this.pause = spread.dividedBy(Math.max(1, words));
		this.cutAfter = cut ? words / 2 : Integer.MAX_VALUE;
	}

	void write(Answer answer) throws IOException {
		event("message_start", (event, _) -> event.set("message", answer.start()));
		event("ping", (_, _) -> {
		});
		for (int index = 0; index < answer.blocks().size(); index++) {
			write(answer.blocks().get(index), index);
		}
		event("message_delta", (event, _) -> {
			event.putObject("delta").put("stop_reason", answer.stopReason()).putNull("stop_sequence");
			event.set("usage", answer.usage(answer.outputTokens()));
		});
		event("message_stop", (_, _) -> {
		});
		this.out.flush();
	}

	private void write(Answer.Block block, int index) throws IOException {
		event("content_block_start", (event, _) -> event.put("index", index).set("content_block", Answer.begin(block)));
		for (String word : deltas(block)) {
			pauseOrCut();
			event("content_block_delta", (event, delta) -> {
				event.put("index", index).set("delta", delta);
				switch (block) {
					case Answer.Text _ -> delta.put("type", "text_delta").put("text", word);
					case Answer.Thinking _ -> delta.put("type", "thinking_delta").put("thinking", word);
					case Answer.ToolUse _ -> delta.put("type", "input_json_delta").put("partial_json", word);
				}
			});
		}
		if (block instanceof Answer.Thinking) {
			event("content_block_delta", (event, delta) -> event.put("index", index)
				.set("delta", delta.put("type", "signature_delta").put("signature", "offline")));
		}
		event("content_block_stop", (event, _) -> event.put("index", index));
	}

	private static List<String> deltas(Answer.Block block) {
		return switch (block) {
			case Answer.Text text -> Words.of(text.text());
			case Answer.Thinking thinking -> Words.of(thinking.text());
			case Answer.ToolUse tool -> List.of(tool.input().toString());
		};
	}

	private void pauseOrCut() throws IOException {
		if (this.cutAfter-- == 0) {
			this.out.flush();
			throw new IOException("Cut off, as the script asked for");
		}
		if (this.pause.isPositive()) {
			this.out.flush();
			pause(this.pause);
		}
	}

	static void pause(Duration duration) throws InterruptedIOException {
		try {
			Thread.sleep(duration);
		}
		catch (InterruptedException ex) {
			throw new InterruptedIOException("The model was closed");
		}
	}

	private void event(String type, BiConsumer<ObjectNode, ObjectNode> content) throws IOException {
		ObjectNode event = json.createObjectNode().put("type", type);
		content.accept(event, json.createObjectNode());
		this.out.write(("event: " + type + "\ndata: " + json.writeValueAsString(event) + "\n\n")
			.getBytes(StandardCharsets.UTF_8));
	}

}
