package io.aaas.claude;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

public final class ClaudeProcess {

	public long pid() {
		throw new UnsupportedOperationException();
	}

	public List<ProcessIdentity> processes() {
		throw new UnsupportedOperationException();
	}

	public boolean writable() {
		throw new UnsupportedOperationException();
	}

	public void send(UserMessage message) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<ClaudeMessage.ControlReply> request(ControlRequest request) {
		throw new UnsupportedOperationException();
	}

	public void answer(String requestId, PermissionAnswer answer) {
		throw new UnsupportedOperationException();
	}

	public SpoolBatch read() {
		throw new UnsupportedOperationException();
	}

	/** The whole line, redacted, however long; until release(). */
	public InputStream open(ClaudeLine line) {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<ClaudeExit> onExit() {
		throw new UnsupportedOperationException();
	}

	public void closeStdin() {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<ClaudeExit> stop() {
		throw new UnsupportedOperationException();
	}

	public void release() {
		throw new UnsupportedOperationException();
	}

}
