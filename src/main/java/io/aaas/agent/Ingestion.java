package io.aaas.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import io.aaas.claude.SpoolBatch;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the CLI writes into the agent's log, in order and once. Confined to the
 * agent's mailbox.
 */
final class Ingestion {

	/** Lines that say nothing of how the turn goes on; the real CLI writes none. */
	private static final int MOST_HELD = 100;

	private final AgentRuntime runtime;

	private final CommittedState state;

	private final Turns turns;

	private final TurnRecorder recorder;

	private final ResultDeadline resultDeadline;

	/** It may be handed in again. */
	private @Nullable SpoolBatch heard;

	/** Lines that were read, and cannot be recorded before the next one is there. */
	private List<ClaudeLine> held = List.of();

	Ingestion(AgentRuntime runtime, CommittedState state, Turns turns, TurnRecorder recorder,
			ResultDeadline resultDeadline) {
		this.runtime = runtime;
		this.state = state;
		this.turns = turns;
		this.recorder = recorder;
		this.resultDeadline = resultDeadline;
	}

	/**
	 * Record output. If it fails, the same batch is to be handed in again.
	 * @return whether something was committed
	 */
	boolean take(AgentProcess source, SpoolBatch batch) {
		if (batch != this.heard) {
			this.heard = batch;
			this.turns.heard(batch.lines());
		}
		boolean committed = take(source, batch, true);
		this.heard = null;
		this.resultDeadline.heard(source, batch.lines());
		return committed;
	}

	/** The process has ended and all its output was taken: what is held is decided. */
	void finish(AgentProcess source) {
		Launch launch = this.state.now().launch();
		if (!this.held.isEmpty() && launch != null) {
			long end = this.held.getLast().endOffset();
			take(source, new SpoolBatch(List.of(), end, List.of(), launch.errorsOffset(), false), false);
		}
	}

	private boolean take(AgentProcess source, SpoolBatch batch, boolean more) {
		AgentChange change = this.state.change();
		// Only now: the change before, which may have been this one, is settled.
		List<ClaudeLine> lines = lines(batch);
		Duration approvalTimeout = approvalTimeout(change.agent(), lines);
		int recorded = 0;
		while (recorded < lines.size()) {
			List<ClaudeLine> following = lines.subList(recorded + 1, lines.size());
			boolean expected = more && following.size() < MOST_HELD;
			if (!this.recorder.record(change, lines.get(recorded), new TurnRecorder.Following(following, expected),
					this.turns.ending(source), approvalTimeout)) {
				break;
			}
			recorded++;
		}
		this.turns.answer(change);
		if (source.attached()) {
			// Told once: of a turn that outlived a service, some were.
			change.pieces().clear();
		}
		List<ClaudeLine> rest = List.copyOf(lines.subList(recorded, lines.size()));
		Launch launch = change.launch();
		if (launch == null || launch.errorsOffset() < batch.errorOffset()) {
			batch.errorLines().forEach((line) -> this.recorder.recordError(change, line));
		}
		if (launch != null) {
			long offset = rest.isEmpty() ? batch.spoolOffset() : rest.getFirst().startOffset();
			change.launch(launch.ingested(offset, batch.errorOffset()));
		}
		if (!change.isDurable()) {
			this.state.keep(change);
			this.held = rest;
			return false;
		}
		boolean torn = lines.stream().anyMatch((line) -> line.message() instanceof ClaudeMessage.Unparsed);
		change.afterCommit(() -> {
			source.committed();
			this.held = rest;
			if (torn) {
				// Something was lost, as on a full disk: the next turn gets another.
				source.outdate();
			}
		});
		this.state.commit(change);
		return true;
	}

	/** What is held comes first, and once. */
	private List<ClaudeLine> lines(SpoolBatch batch) {
		if (this.held.isEmpty()) {
			return batch.lines();
		}
		long end = this.held.getLast().endOffset();
		List<ClaudeLine> lines = new ArrayList<>(this.held);
		batch.lines().stream().filter((line) -> line.startOffset() >= end).forEach(lines::add);
		return lines;
	}

	/** Most output asks nothing, and then the configuration need not be read. */
	private Duration approvalTimeout(Agent agent, List<ClaudeLine> lines) {
		Duration general = this.runtime.properties().approvalTimeout();
		boolean asks = lines.stream().anyMatch((line) -> line.message() instanceof ClaudeMessage.ControlQuestion);
		return asks ? this.runtime.configs().parse(agent.config()).approvalTimeout(general) : general;
	}

}
