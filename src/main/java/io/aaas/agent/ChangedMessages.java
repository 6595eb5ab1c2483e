package io.aaas.agent;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The messages that a change makes or alters.
 */
final class ChangedMessages {

	private final Set<String> accepted = new LinkedHashSet<>();

	private final Map<String, Message> latest = new LinkedHashMap<>();

	/** Altered in what need not be written for its own sake. */
	private @Nullable Message unsaved;

	ChangedMessages(@Nullable Message unsaved) {
		this.unsaved = unsaved;
	}

	void accept(Message message) {
		this.accepted.add(message.id());
		this.latest.put(message.id(), message);
	}

	void change(Message message) {
		this.latest.put(message.id(), message);
		this.unsaved = null;
	}

	/**
	 * The CLI tells how far it has a message, and its spool tells that again: it is
	 * written with the next thing that must be.
	 */
	void know(Message message) {
		if (this.latest.containsKey(message.id())) {
			change(message);
		}
		else {
			this.unsaved = message;
		}
	}

	@Nullable Message unsaved() {
		return this.unsaved;
	}

	/** Whether there is nothing that must be written. */
	boolean isEmpty() {
		return this.latest.isEmpty();
	}

	/** The new ones, as they are after the change. */
	List<Message> accepted() {
		return this.latest.values().stream().filter((message) -> this.accepted.contains(message.id())).toList();
	}

	/** The others. */
	List<Message> changed() {
		Map<String, Message> changed = new LinkedHashMap<>(this.latest);
		if (this.unsaved != null) {
			changed.put(this.unsaved.id(), this.unsaved);
		}
		changed.keySet().removeAll(this.accepted);
		return List.copyOf(changed.values());
	}

	/** Those that ran and have ended. */
	List<Message> ended() {
		return this.latest.values().stream().filter((message) -> message.status().isTerminal()).toList();
	}

}
