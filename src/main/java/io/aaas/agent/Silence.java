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

	private long since;

	private int toolsRunning;

	private boolean asking;

	/** A turn begins. */
	void begin(long now) {
		this.since = now;
		this.toolsRunning = 0;
		this.asking = false;
	}

	/** The CLI has said something. */
	void broken(List<ClaudeLine> lines, long now) {
		this.since = now;
		for (ClaudeLine line : lines) {
			if (line.message() instanceof ClaudeMessage.Assistant assistant) {
				this.toolsRunning += assistant.toolNames().size();
			}
			else if (line.message() instanceof ClaudeMessage.ToolResult result) {
				this.toolsRunning = Math.max(0, this.toolsRunning - result.toolUseIds().size());
			}
		}
	}

	/** The turn waits for a person, or no longer. */
	void asking(boolean asking, long now) {
		this.asking = asking;
		this.since = now;
	}

	/** What is left of a timeout; all of it while a tool or a person is waited for. */
	Duration left(Duration timeout, long now) {
		return (this.asking || this.toolsRunning > 0) ? timeout : timeout.minusNanos(now - this.since);
	}

}
