package io.aaas.agent;

import java.util.List;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a CLI that hangs behind a {@code result}. It would take no message any more;
 * and one that has confirmed the ends of its turns, as 2.1.330 does, confirms this one at
 * once if it is well. Confined to the agent's mailbox.
 */
final class ResultDeadline {

	private static final Logger logger = LoggerFactory.getLogger(ResultDeadline.class);

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final Turns turns;

	/** To be called when something may have become possible. */
	private final Runnable advance;

	/** The CLI has named the message of the turn that runs. */
	private boolean named;

	/** The result that was read last, unless it was confirmed. */
	private @Nullable ClaudeLine unconfirmed;

	ResultDeadline(AgentRuntime runtime, Mailbox mailbox, CommittedState state, Turns turns, Runnable advance) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
		this.turns = turns;
		this.advance = advance;
	}

	/** The CLI has said something. */
	void heard(AgentProcess source, List<ClaudeLine> lines) {
		ClaudeLine before = this.unconfirmed;
		boolean confirms = this.state.now().span().confirmed();
		this.named |= this.state.now().current() != null;
		for (ClaudeLine line : lines) {
			if (line.message() instanceof ClaudeMessage.Result) {
				// The end of a turn that nobody asked for is confirmed by nothing.
				this.unconfirmed = (confirms && this.named) ? line : null;
			}
			else if (showsThatItIsWell(line.message())) {
				this.unconfirmed = null;
			}
			if (line.message() instanceof ClaudeMessage.Lifecycle lifecycle) {
				this.named = lifecycle.isStart() || this.named && !lifecycle.isEnd();
			}
		}
		ClaudeLine result = this.unconfirmed;
		if (result != null && result != before) {
			this.runtime.later(this.runtime.properties().resultTimeout(),
					() -> this.mailbox.execute(() -> check(source, result)));
		}
	}

	private static boolean showsThatItIsWell(ClaudeMessage message) {
		return message instanceof ClaudeMessage.Lifecycle || message instanceof ClaudeMessage.Init
				|| message instanceof ClaudeMessage.StreamEvent || message instanceof ClaudeMessage.Assistant;
	}

	private void check(AgentProcess source, ClaudeLine result) {
		if (this.unconfirmed != result || source.cli().onExit().isDone()) {
			return;
		}
		logger.warn("The CLI confirms no end of its turn for {} s: its process is replaced",
				this.runtime.properties().resultTimeout().toSeconds());
		if (this.state.now().current() != null) {
			this.turns.end(TurnEnding.UNCONFIRMED, source);
		}
		else {
			source.outdate();
			this.advance.run();
		}
	}

}
