package io.aaas.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.aaas.claude.ClaudeMessage;
import io.aaas.event.Delta;
import io.aaas.event.Event;
import io.aaas.event.Published;
import org.jspecify.annotations.Nullable;

/**
 * Says of the pieces of the model's answers, as the CLI streams them, where each belongs.
 * Each is to be handed in once, in order. Confined to the agent's mailbox.
 */
final class Deltas {

	/** The model's messages that are under way, by the sub-agent that they are for. */
	private final Map<String, Answer> answers = new HashMap<>();

	/** The events of a change, and between them what the pieces in it bring. */
	List<Published> among(AgentChange change) {
		List<Published> items = new ArrayList<>();
		Deque<Event> events = new ArrayDeque<>(change.events());
		for (Piece piece : change.pieces()) {
			Delta delta = of(change.agent().id(), piece.behind(), piece.messageId(), piece.line());
			while (!events.isEmpty() && events.getFirst().seq() <= piece.behind()) {
				items.add(events.removeFirst());
			}
			if (delta != null) {
				items.add(delta);
			}
		}
		items.addAll(events);
		return items;
	}

	private @Nullable Delta of(String agentId, long behind, @Nullable String messageId,
			ClaudeMessage.StreamEvent line) {
		String key = (line.parentToolUseId() != null) ? line.parentToolUseId() : "";
		if (line.event().equals("message_start")) {
			if (line.parentToolUseId() == null) {
				// Sub-agents work between two messages of the agent.
				this.answers.clear();
			}
			this.answers.put(key, new Answer(line.messageId(), new HashMap<>()));
		}
		else if (line.event().equals("message_stop")) {
			this.answers.remove(key);
		}
		String text = line.text();
		Answer answer = this.answers.get(key);
		if (text == null || text.isEmpty() || answer == null) {
			return null;
		}
		long end = answer.ends().merge(line.block(), (long) text.codePointCount(0, text.length()), Long::sum);
		return new Delta(agentId, behind, messageId, answer.id(), line.block(),
				end - text.codePointCount(0, text.length()), text, line.parentToolUseId());
	}

	/**
	 * One message of the model.
	 *
	 * @param id its id
	 * @param ends how much of each content block has come
	 */
	private record Answer(@Nullable String id, Map<Integer, Long> ends) {
	}

	/**
	 * A line of the CLI that may bring a piece of an answer.
	 *
	 * @param behind the number of the event before it
	 * @param messageId the message whose turn it belongs to
	 * @param line the line
	 */
	record Piece(long behind, @Nullable String messageId, ClaudeMessage.StreamEvent line) {
	}

}
