package io.aaas.agent;

import java.time.Duration;
import java.util.List;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;

/**
 * How long the CLI has said nothing in a turn. Tools and people may take their time.
 * Confined to the agent's mailbox.
 */
final class Silence {

	private final Duration first;

	private final Duration later;

	private long since;

	private boolean spoken;

	private int toolsRunning;

	private boolean asking;

	/**
	 * @param first how long it may last before the first output of a turn
	 * @param later how long it may last after that
	 */
	Silence(Duration first, Duration later) {
		this.first = first;
		this.later = later;
	}

	/** A turn begins. */
	void begin(long now) {
		this.since = now;
		this.spoken = false;
		this.toolsRunning = 0;
		this.asking = false;
	}

	/** The CLI has said something. */
	void broken(List<ClaudeLine> lines, long now) {
		this.since = now;
		for (ClaudeLine line : lines) {
			this.spoken |= isOutput(line.message());
			if (line.message() instanceof ClaudeMessage.Assistant assistant) {
				this.toolsRunning += assistant.toolNames().size();
			}
			else if (line.message() instanceof ClaudeMessage.ToolResult result) {
				this.toolsRunning = Math.max(0, this.toolsRunning - result.toolUseIds().size());
			}
		}
	}

	/** What comes of the model, and not before it. */
	private static boolean isOutput(ClaudeMessage message) {
		return message instanceof ClaudeMessage.StreamEvent || message instanceof ClaudeMessage.Assistant
				|| message instanceof ClaudeMessage.ToolResult || message instanceof ClaudeMessage.ControlQuestion;
	}

	/** The turn waits for a person, or no longer. */
	void asking(boolean asking, long now) {
		this.asking = asking;
		this.since = now;
	}

	/**
	 * How long it may last from now on; it does not count while a tool or a person is
	 * waited for.
	 */
	Duration left(long now) {
		Duration timeout = this.spoken ? this.later : this.first;
		return (this.asking || this.toolsRunning > 0) ? timeout : timeout.minusNanos(now - this.since);
	}

	/** How soon it may have lasted too long, whatever is said meanwhile. */
	Duration shortest() {
		return (this.first.compareTo(this.later) < 0) ? this.first : this.later;
	}

	/** What a turn ends with that it has lasted too long in. */
	TurnEnding ending() {
		return this.spoken ? TurnEnding.SILENT : TurnEnding.MUTE;
	}

}
