package io.aaas.claude;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * One process of the CLI, from its start to its end. Its stdout is a file, the spool, so
 * that neither a slow reader nor the death of the service loses a line. Thread-safe, but
 * {@link #read()} is for one thread at a time. Futures complete on threads of this
 * package: what depends on them must return at once.
 */
public final class ClaudeProcess {

	/** The rungs of a stop, as parts of its timeout: 0.7 s and 1.4 s of 2 s. */
	private static final int INTERRUPT_PERCENT = 35;

	private static final int KILL_PERCENT = 70;

	/** How soon the end of a process that is not our child is seen during a stop. */
	private static final Duration STOP_POLL = Duration.ofMillis(20);

	private static final Duration LAST_REPLIES = Duration.ofSeconds(1);

	private final ClaudeRuntime runtime;

	private final ClaudeLaunch launch;

	private final Runnable onActivity;

	private final SpoolReader spool;

	private final ErrorReader errors;

	private final DeltaRedactor deltas;

	private final PendingReplies replies = new PendingReplies();

	private final Watched watched = new Watched();

	private final CompletableFuture<ClaudeExit> exit = new CompletableFuture<>();

	private final AtomicBoolean stopping = new AtomicBoolean();

	private final AtomicBoolean ending = new AtomicBoolean();

	private volatile ProcessTree tree;

	private volatile @Nullable StdinWriter stdin;

	/** It is not our child: nobody tells us its end. */
	private volatile boolean foreign;

	private volatile boolean turn;

	private volatile long seenSpool;

	private volatile long seenErrors;

	ClaudeProcess(ClaudeRuntime runtime, ClaudeLaunch launch, Runnable onActivity, long spoolOffset, long errorOffset) {
		this.runtime = runtime;
		this.launch = launch;
		this.onActivity = onActivity;
		this.spool = new SpoolReader(launch.spool(), spoolOffset, Redactor.ofJson(launch.secrets()));
		this.errors = new ErrorReader(launch.errors(), errorOffset, Redactor.ofText(launch.secrets()));
		this.deltas = new DeltaRedactor(launch.secrets());
		this.tree = new ProcessTree(launch.agentId(), launch.number(), List.of(), false, null);
		this.seenSpool = spoolOffset;
		this.seenErrors = errorOffset;
	}

	void started(Process process, Confinement confinement) {
		this.stdin = new StdinWriter(process.getOutputStream(), this.launch.toString());
		this.tree = this.runtime.threads()
			.call(() -> ProcessTree.await(this.launch, process, confinement, this.runtime.table()));
		process.onExit()
			.thenRun(() -> this.runtime.threads()
				.end(() -> end(ClaudeExit.of(process.exitValue(), this.runtime.clock().instant()))));
	}

	/** It was started by an earlier run of the service. */
	void attached(ProcessTree survivors) {
		this.tree = survivors;
		this.foreign = true;
		this.runtime.watcher().add(this.watched);
		this.watched.poll();
	}

	/** The process has ended; what it has left behind goes as well. */
	private void end(ClaudeExit how) {
		if (!this.ending.compareAndSet(false, true)) {
			return;
		}
		try {
			this.tree.kill(this.runtime.table());
		}
		finally {
			StdinWriter writer = this.stdin;
			if (writer != null) {
				writer.abandon();
			}
			this.exit.complete(how);
		}
		this.runtime.threads().endAfter(LAST_REPLIES, this.replies::fail);
		this.onActivity.run();
	}

	/**
	 * The CLI's own process id, as the service sees it.
	 * @return the pid, or -1 if it was gone before it could be seen
	 */
	public long pid() {
		ProcessIdentity cli = this.tree.cli();
		return (cli != null) ? cli.pid() : -1;
	}

	/**
	 * The processes that make up this launch, tools aside: the sandbox from the outside
	 * in, then the CLI.
	 * @return one or three of them; none if they were gone before they could be seen
	 */
	public List<ProcessIdentity> processes() {
		return this.tree.roots();
	}

	/**
	 * Whether something can be written to it.
	 * @return {@code false} if an earlier run of the service has started it, stdin was
	 * closed or it has ended
	 */
	public boolean writable() {
		StdinWriter writer = this.stdin;
		return writer != null && writer.isOpen() && !this.exit.isDone();
	}

	/**
	 * Write a message. It is queued when this returns; the CLI acknowledges it by a
	 * {@link ClaudeMessage.Replay}. Not to be called before the last one's
	 * {@link ClaudeMessage.Result}: the CLI would make one turn of both.
	 * @param message the message
	 * @throws IllegalStateException if it is not {@link #writable()} or does not read
	 */
	public void send(UserMessage message) {
		this.turn = true;
		write(ControlJson.message(message));
	}

	/**
	 * Ask the CLI itself for something.
	 * @param request what for
	 * @return the reply, once it was read by {@link #read()}; fails with
	 * {@link ClaudeProcessExitedException} if the process ends without one, and with
	 * {@link IllegalStateException} if it is not {@link #writable()} or does not read
	 */
	public CompletableFuture<ClaudeMessage.ControlReply> request(ControlRequest request) {
		PendingReplies.Pending pending = this.replies.open();
		try {
			write(ControlJson.request(pending.id(), request));
		}
		catch (IllegalStateException ex) {
			this.replies.forget(pending.id());
			return CompletableFuture.failedFuture(ex);
		}
		return pending.reply();
	}

	/**
	 * Answer a question.
	 * @param requestId the question's
	 * @param answer the answer
	 * @throws IllegalStateException if it is not {@link #writable()} or does not read
	 */
	public void answer(String requestId, PermissionAnswer answer) {
		write(ControlJson.answer(requestId, answer));
	}

	private void write(byte[] line) {
		StdinWriter writer = this.stdin;
		if (writer == null || this.exit.isDone()) {
			throw new IllegalStateException("the process cannot be written to");
		}
		writer.write(line);
	}

	/**
	 * Read on: at most some 1 MiB or 500 lines, or one line that is longer. Does not wait
	 * for output. After the process's end a last line that is cut off comes as
	 * {@link ClaudeMessage.Unparsed}. One thread at a time.
	 * @return what was read, possibly nothing
	 * @throws java.io.UncheckedIOException if the files cannot be read
	 */
	public SpoolBatch read() {
		return this.runtime.threads().call(this::readNow);
	}

	private SpoolBatch readNow() {
		// Asked first, so that what was written before the end is not taken for its end.
		boolean ended = this.exit.isDone();
		List<ClaudeLine> lines = new ArrayList<>();
		List<String> errorLines = new ArrayList<>();
		this.errors.read(errorLines, ended);
		boolean more = this.spool.read(lines, ended);
		lines.replaceAll(this.deltas::apply);
		this.seenSpool = this.spool.position();
		this.seenErrors = this.errors.offset();
		for (ClaudeLine line : lines) {
			if (line.message() instanceof ClaudeMessage.ControlReply reply) {
				this.replies.complete(reply);
			}
			else if (line.message() instanceof ClaudeMessage.Result) {
				this.turn = false;
			}
		}
		if (ended && !more) {
			this.replies.fail();
		}
		return new SpoolBatch(List.copyOf(lines), this.spool.offset(), List.copyOf(errorLines), this.errors.offset(),
				more);
	}

	/**
	 * How much it has written, read or not.
	 * @return bytes of stdout and stderr
	 */
	public long written() {
		return this.launch.spool().toFile().length() + this.launch.errors().toFile().length();
	}

	/** Leave out what nobody has read. For the thread that reads. */
	public void skip() {
		this.spool.skip();
		this.seenSpool = this.spool.position();
	}

	/**
	 * A line as it came, however long, secrets redacted. It is read from the spool while
	 * the caller reads, which is not for a virtual thread.
	 * @param line a line of this process
	 * @return its bytes in UTF-8, to be closed
	 * @throws IOException if the spool is gone, as after {@link #release()}
	 */
	public InputStream open(ClaudeLine line) throws IOException {
		return this.spool.open(line);
	}

	/**
	 * Its end.
	 * @return completes when the CLI has ended and nothing is left of what it started
	 */
	public CompletableFuture<ClaudeExit> onExit() {
		return this.exit.copy();
	}

	/**
	 * Tell it that nothing more will come: an idle CLI exits, a busy one finishes its
	 * turn first. No more than that; see {@link #stop()}.
	 */
	public void closeStdin() {
		StdinWriter writer = this.stdin;
		if (writer != null) {
			writer.close();
		}
	}

	/**
	 * End it with everything it started: first by asking, then by SIGINT, then by
	 * SIGKILL, so that all of it is gone within the stop timeout (2 s by default)
	 * whatever it does. Asking again changes nothing.
	 * @return completes when it is gone
	 */
	public CompletableFuture<ClaudeExit> stop() {
		if (this.stopping.compareAndSet(false, true) && !this.exit.isDone()) {
			Duration percent = this.runtime.stopTimeout().dividedBy(100);
			this.runtime.threads().endAfter(percent.multipliedBy(INTERRUPT_PERCENT), this::signalInterrupt);
			this.runtime.threads().endAfter(percent.multipliedBy(KILL_PERCENT), this::kill);
			if (writable()) {
				interruptAndClose();
			}
			else {
				this.runtime.threads().end(this::signalInterrupt);
			}
			if (this.foreign) {
				pollUntilEnd();
			}
		}
		return onExit();
	}

	private void interruptAndClose() {
		try {
			request(new ControlRequest.Interrupt());
		}
		catch (IllegalStateException ex) {
			// It does not read; the next rung does not ask.
		}
		closeStdin();
	}

	private void signalInterrupt() {
		ProcessIdentity cli = this.tree.cli();
		if (cli != null && !this.exit.isDone()) {
			this.runtime.table().signal(cli, Signals.INT);
		}
	}

	private void kill() {
		if (!this.exit.isDone()) {
			this.tree.kill(this.runtime.table());
		}
	}

	private void pollUntilEnd() {
		this.watched.poll();
		if (!this.exit.isDone()) {
			this.runtime.threads().endAfter(STOP_POLL, this::pollUntilEnd);
		}
	}

	/** Let go of it: no more activity is reported. Its files stay for somebody else. */
	public void detach() {
		this.runtime.watcher().remove(this.watched);
		this.replies.fail();
	}

	/**
	 * Let go of it: no more activity is reported. If it has ended, its spool and stderr
	 * file are deleted, so everything must have been read and stored.
	 */
	public void release() {
		detach();
		if (this.exit.isDone()) {
			this.runtime.threads().call(() -> {
				this.spool.delete();
				this.errors.delete();
				return true;
			});
		}
	}

	SpoolWatcher.Watched watched() {
		return this.watched;
	}

	@Override
	public String toString() {
		return "claude " + this.launch + " (pid " + pid() + ")";
	}

	private final class Watched implements SpoolWatcher.Watched {

		@Override
		public Path directory() {
			return ClaudeProcess.this.launch.spoolDirectory();
		}

		@Override
		public boolean owns(Path name) {
			return name.equals(ClaudeProcess.this.launch.spool().getFileName())
					|| name.equals(ClaudeProcess.this.launch.errors().getFileName());
		}

		@Override
		public boolean busy() {
			return ClaudeProcess.this.turn || !ClaudeProcess.this.replies.isEmpty() || isForeign();
		}

		@Override
		public void changed() {
			ClaudeProcess.this.onActivity.run();
		}

		@Override
		public void poll() {
			ClaudeProcess process = ClaudeProcess.this;
			ProcessIdentity cli = process.tree.cli();
			if (isForeign() && (cli == null || !process.runtime.table().isAlive(cli))) {
				// Nobody but its parent gets to know how it ended.
				ClaudeExit how = ClaudeExit.unknown(process.runtime.clock().instant());
				process.runtime.threads().end(() -> process.end(how));
			}
			if (process.launch.spool().toFile().length() > process.seenSpool
					|| process.launch.errors().toFile().length() > process.seenErrors) {
				changed();
			}
		}

		private boolean isForeign() {
			return ClaudeProcess.this.foreign && !ClaudeProcess.this.exit.isDone();
		}

	}

}
