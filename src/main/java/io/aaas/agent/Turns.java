package io.aaas.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.ControlRequest;
import io.aaas.claude.UserMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running turn of an agent: hands its message over, watches its time, ends it early.
 * Confined to the agent's mailbox.
 */
final class Turns {

	private static final Logger logger = LoggerFactory.getLogger(Turns.class);

	private final AgentRuntime runtime;

	private final Mailbox mailbox;

	private final CommittedState state;

	private final LongSupplier nanoTime = System::nanoTime;

	private final Silence silence;

	private boolean answerAwaited;

	/** The CLI has begun the turn, recorded or not. */
	private boolean taken;

	private long begunAt;

	private @Nullable TurnTimer timer;

	/** The timer is that of a turn nobody asked for. */
	private boolean unsolicited;

	/** How the turn before that one ended. */
	private ClaudeMessage.@Nullable Result before;

	private @Nullable TurnEnding ending;

	/** Of the requests that asked for the end of the current turn. */
	private final List<IdempotencyKey> keys = new ArrayList<>();

	Turns(AgentRuntime runtime, Mailbox mailbox, CommittedState state) {
		this.runtime = runtime;
		this.mailbox = mailbox;
		this.state = state;
		this.silence = new Silence(runtime.properties().firstOutputTimeout(), runtime.properties().silenceTimeout());
	}

	/**
	 * Why the current turn of this process ends, if the service or its caller ends it.
	 */
	@Nullable TurnEnding ending(@Nullable AgentProcess process) {
		return (this.ending != null || process == null) ? this.ending : process.announced();
	}

	/** The current turn, if any, is about to end for this reason; the first one stays. */
	void ending(@Nullable TurnEnding ending) {
		if (this.ending == null && this.state.now().current() != null) {
			this.ending = ending;
		}
	}

	/** The message is committed as started: hand it to the process. */
	void begin(Message message, AgentProcess process) {
		this.ending = null;
		this.answerAwaited = true;
		this.begunAt = this.nanoTime.getAsLong();
		this.silence.begin(this.begunAt);
		watch(message.timeout(), process);
		expectTaken(message, process);
		try {
			process.cli().send(new UserMessage(message.cliUuid(), Prompt.of(message)));
		}
		catch (IllegalStateException ex) {
			// Its exit, which is on its way, or that it does not take the message, puts
			// it
			// back.
			logger.debug("Message {} could not be handed over", message.id(), ex);
		}
		process.countOutput(true);
	}

	/** Watch a turn that a lost service began. */
	void resume(@Nullable AgentProcess process) {
		Message message = this.state.now().current();
		if (message != null && message.startedAt() != null && process != null) {
			Duration spent = Duration.between(message.startedAt(), this.runtime.clock().instant());
			this.silence.begin(this.nanoTime.getAsLong());
			watch(message.timeout().minus(spent), process);
			expectTaken(message, process);
		}
	}

	/**
	 * The CLI may have begun a turn by itself, or ended one: messages wait for its end,
	 * and so it has no more time than theirs.
	 */
	void watchUnsolicited(@Nullable AgentProcess process) {
		AgentState now = this.state.now();
		boolean runs = process != null && now.current() == null && now.span().open();
		if (process != null && runs && (!this.unsolicited || now.span().last() != this.before)) {
			watch(this.runtime.configs()
				.parse(now.agent().config())
				.messageTimeout(this.runtime.properties().agentTimeout()), process);
		}
		else if (!runs && this.unsolicited && now.current() == null) {
			this.timer = null;
		}
		this.unsolicited = runs;
		this.before = now.span().last();
	}

	private void watch(Duration timeout, AgentProcess process) {
		TurnTimer started = new TurnTimer(timeout, this.nanoTime.getAsLong());
		this.timer = started;
		check(started, process);
		checkSilence(started, process);
	}

	private boolean beginsUnsolicited(List<ClaudeLine> lines) {
		AgentState now = this.state.now();
		return now.current() == null && !now.span().open()
				&& lines.stream().anyMatch((line) -> line.message() instanceof ClaudeMessage.Init);
	}

	/** The CLI has said something. */
	void heard(List<ClaudeLine> lines) {
		long now = this.nanoTime.getAsLong();
		if (beginsUnsolicited(lines)) {
			this.silence.begin(now);
		}
		if (!lines.isEmpty()) {
			this.silence.broken(lines, now);
		}
		Message current = this.state.now().current();
		this.taken = this.taken
				|| current != null && lines.stream().anyMatch((line) -> tellsThatItIsTaken(line, current));
		if (this.answerAwaited && lines.stream().anyMatch(Turns::isDelta)) {
			this.answerAwaited = false;
			this.runtime.metrics().firstDelta(Duration.ofNanos(now - this.begunAt));
		}
	}

	private boolean tellsThatItIsTaken(ClaudeLine line, Message message) {
		return switch (line.message()) {
			case ClaudeMessage.Lifecycle lifecycle -> lifecycle.isStart() && lifecycle.uuid().equals(message.cliUuid());
			case ClaudeMessage.Replay replay -> message.cliUuid().equals(replay.uuid());
			case ClaudeMessage.Init _ -> !this.state.now().span().announced();
			default -> false;
		};
	}

	private static boolean isDelta(ClaudeLine line) {
		return line.message() instanceof ClaudeMessage.StreamEvent event && event.text() != null;
	}

	private void checkSilence(TurnTimer checked, AgentProcess process) {
		if (this.timer != checked || this.state.isLost()) {
			return;
		}
		Message current = this.state.now().current();
		if (current != null && current.delivery() == Message.Delivery.WRITTEN && !this.taken) {
			// That has a deadline of its own.
			this.silence.begin(this.nanoTime.getAsLong());
		}
		else if (process.isBehind()) {
			// What it says cannot be recorded, and is not read.
			this.silence.broken(List.of(), this.nanoTime.getAsLong());
		}
		Duration left = this.silence.left(this.nanoTime.getAsLong());
		if (left.isPositive()) {
			Duration next = (left.compareTo(this.silence.shortest()) < 0) ? left : this.silence.shortest();
			this.runtime.later(next, () -> this.mailbox.execute(() -> checkSilence(checked, process)));
		}
		else {
			end(this.silence.ending(), process);
		}
	}

	private void expectTaken(Message message, AgentProcess process) {
		this.taken = false;
		this.runtime.later(this.runtime.properties().acknowledgeTimeout(),
				() -> this.mailbox.execute(() -> checkTaken(message, process)));
	}

	/**
	 * A CLI that does not take its message takes none any more, as after a hang: its
	 * process is ended, and the next one gets the message.
	 */
	private void checkTaken(Message message, AgentProcess process) {
		Message current = this.state.now().current();
		if (this.state.isLost()) {
			return;
		}
		if (process.isBehind()) {
			this.runtime.later(AgentProcess.RETRY, () -> this.mailbox.execute(() -> checkTaken(message, process)));
		}
		else if (!this.taken && current != null && current.id().equals(message.id())
				&& current.cliUuid().equals(message.cliUuid()) && current.redeliveries() == message.redeliveries()
				&& current.delivery() == Message.Delivery.WRITTEN) {
			logger.warn("Message {} was not taken within {} s: the process is ended", message.id(),
					this.runtime.properties().acknowledgeTimeout().toSeconds());
			process.stop();
		}
	}

	private void check(TurnTimer checked, AgentProcess process) {
		Duration left = checked.left(this.nanoTime.getAsLong());
		if (this.timer != checked) {
			return;
		}
		if (checked.running() && !left.isPositive()) {
			end(TurnEnding.TIMED_OUT, process);
		}
		else {
			// While it stands still it is looked at again after what is left, at least.
			Duration next = left.compareTo(AgentProcess.RETRY) < 0 && !checked.running() ? AgentProcess.RETRY : left;
			this.runtime.later(next, () -> this.mailbox.execute(() -> check(checked, process)));
		}
	}

	/** The turn waits for a person, or no longer. */
	void waiting(boolean waiting) {
		TurnTimer current = this.timer;
		this.silence.asking(waiting, this.nanoTime.getAsLong());
		if (current != null && waiting) {
			current.pause(this.nanoTime.getAsLong());
		}
		else if (current != null) {
			current.resume(this.nanoTime.getAsLong());
		}
	}

	/** The turn has ended. */
	void ended() {
		this.timer = null;
		this.ending = null;
		this.keys.clear();
	}

	/** The request of this key is done when the current turn has ended. */
	void answerWithItsEnd(@Nullable IdempotencyKey key) {
		if (key != null) {
			this.keys.add(key);
		}
	}

	/** If this change ends the turn, it answers those who asked for that. */
	void answer(AgentChange change) {
		change.ended().forEach((message) -> this.keys.forEach((key) -> change.answer(key, message.id())));
	}

	/**
	 * Interrupt the turn that runs, also one that nobody asked for; if it has not ended
	 * soon after, end its process.
	 */
	void end(TurnEnding reason, @Nullable AgentProcess process) {
		Message current = this.state.now().current();
		TurnTimer watched = this.timer;
		if (process == null || !isRunning(current, watched)) {
			return;
		}
		ending(reason);
		if (current == null) {
			logger.info("The CLI's turn that nobody asked for is ended: {}", reason);
		}
		if (!process.cli().writable()) {
			process.stop();
			return;
		}
		process.cli().request(new ControlRequest.Interrupt());
		this.runtime.later(this.runtime.properties().stopTimeout(), () -> this.mailbox.execute(() -> {
			if (isRunning(current, watched)) {
				process.stop();
			}
		}));
	}

	/**
	 * Whether the turn of this message runs, or the one that nobody asked for and that
	 * this timer measures.
	 */
	private boolean isRunning(@Nullable Message message, @Nullable TurnTimer watched) {
		AgentState now = this.state.now();
		Message current = now.current();
		return (message != null) ? current != null && current.id().equals(message.id())
				: current == null && now.span().open() && this.timer == watched;
	}

	/** A message that still waits after this delay has waited too long. */
	void expireInQueue(String messageId, Duration delay) {
		this.runtime.persist(this.mailbox, delay, () -> {
			AgentChange change = this.state.change();
			if (change.after().queue().contains(messageId) && this.runtime.messages()
				.find(change.agent().id(), messageId)
				.filter(Message::neverRan)
				.isPresent()) {
				change.finishQueued(messageId,
						Outcome.of(MessageStatus.TIMED_OUT, FailureCode.QUEUE_TIMEOUT, "The message waited longer than "
								+ this.runtime.properties().queueTimeout().toSeconds() + " s"));
				this.state.commit(change);
			}
		});
	}

}
