package io.aaas.claude;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A process and what it has said so far. Reads only when the process reports activity, so
 * that a lost report fails the test.
 */
final class Talk {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Semaphore activity = new Semaphore(0);

	private final Deque<ClaudeLine> unseen = new ArrayDeque<>();

	final List<ClaudeLine> lines = new ArrayList<>();

	final List<String> errors = new ArrayList<>();

	final ClaudeProcess process;

	long offset;

	private Talk(ClaudeCli cli, ClaudeLaunch launch) {
		this.process = cli.start(launch, this.activity::release);
	}

	private Talk(ClaudeCli cli, ClaudeLaunch launch, List<ProcessIdentity> processes, long offset) {
		this.process = cli.attach(launch, processes, offset, 0, this.activity::release);
	}

	static Talk start(ClaudeCli cli, ClaudeLaunch launch) {
		return new Talk(cli, launch);
	}

	static Talk attach(ClaudeCli cli, ClaudeLaunch launch, List<ProcessIdentity> processes, long offset) {
		return new Talk(cli, launch, processes, offset);
	}

	ClaudeMessage.ControlReply initialize() {
		return request(new ControlRequest.Initialize());
	}

	ClaudeMessage.ControlReply request(ControlRequest request) {
		var reply = this.process.request(request);
		await(() -> reply.isDone());
		return reply.join();
	}

	/** Send a text and wait for its result. */
	ClaudeMessage.Result turn(String text) {
		send(text);
		return next(ClaudeMessage.Result.class);
	}

	/** The text of the turn's result. */
	String reply(String text) {
		return Objects.requireNonNull(turn(text).text());
	}

	String send(String text) {
		if (this.process.onExit().isDone()) {
			throw new AssertionError("It has ended: " + exit() + "; errors " + this.errors);
		}
		String uuid = UUID.randomUUID().toString();
		this.process.send(new UserMessage(uuid, text));
		return uuid;
	}

	/** The next message of that kind; those before it are skipped. */
	<T extends ClaudeMessage> T next(Class<T> kind) {
		return next(kind, (_) -> true);
	}

	<T extends ClaudeMessage> T next(Class<T> kind, Predicate<T> wanted) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			while (!this.unseen.isEmpty()) {
				ClaudeMessage message = this.unseen.removeFirst().message();
				if (kind.isInstance(message) && wanted.test(kind.cast(message))) {
					return kind.cast(message);
				}
			}
			pump(deadline, kind.getSimpleName());
		}
	}

	void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			pump(deadline, "the condition");
		}
	}

	/** Wait for the exit and read the rest. */
	ClaudeExit exit() {
		ClaudeExit exit = this.process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		while (drain()) {
			// There is more.
		}
		return exit;
	}

	private void pump(long deadline, String what) {
		boolean ended = this.process.onExit().isDone();
		if (!drain()) {
			if (ended) {
				throw new AssertionError("No " + what + " before the end; errors " + this.errors);
			}
			try {
				if (!this.activity.tryAcquire(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
					throw new AssertionError("No " + what + " within " + PATIENCE + "; errors " + this.errors);
				}
				this.activity.drainPermits();
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}
	}

	/** Read what is there; whether there was something. */
	boolean drain() {
		SpoolBatch batch = this.process.read();
		this.lines.addAll(batch.lines());
		this.unseen.addAll(batch.lines());
		this.errors.addAll(batch.errorLines());
		this.offset = batch.spoolOffset();
		return batch.more() || !batch.isEmpty();
	}

	<T extends ClaudeMessage> List<T> all(Class<T> kind) {
		return this.lines.stream().map(ClaudeLine::message).filter(kind::isInstance).map(kind::cast).toList();
	}

}
