package io.aaas.model;

import java.util.HashSet;
import java.util.Set;

/**
 * The calls of one launch that are being answered. Bounded, since the agent's own tools
 * know the token as well.
 */
final class LaunchCalls {

	static final int MAX_AT_ONCE = 64;

	private final Set<Thread> threads = new HashSet<>();

	private boolean closed;

	enum Entry {

		ENTERED, CLOSED, TOO_MANY

	}

	/**
	 * Begin a call on this thread, which {@link #close()} may interrupt from now on.
	 * @return whether it may go on; if so, {@link #leave()} has to follow
	 */
	synchronized Entry enter() {
		if (this.closed) {
			return Entry.CLOSED;
		}
		if (this.threads.size() == MAX_AT_ONCE) {
			return Entry.TOO_MANY;
		}
		this.threads.add(Thread.currentThread());
		return Entry.ENTERED;
	}

	synchronized void leave() {
		this.threads.remove(Thread.currentThread());
	}

	/**
	 * Break off all calls and let no more in: a stopped agent costs nothing more.
	 */
	synchronized void close() {
		this.closed = true;
		this.threads.forEach(Thread::interrupt);
	}

}
