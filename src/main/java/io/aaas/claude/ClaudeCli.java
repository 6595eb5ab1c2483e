package io.aaas.claude;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.springframework.stereotype.Component;

@Component
public final class ClaudeCli {

	public ClaudeInstallation installation() {
		throw new UnsupportedOperationException();
	}

	public Sandbox sandbox() {
		throw new UnsupportedOperationException();
	}

	public ClaudeProcess start(ClaudeLaunch launch, Runnable onActivity) {
		throw new UnsupportedOperationException();
	}

	public ClaudeProcess attach(ClaudeLaunch launch, List<ProcessIdentity> processes, long spoolOffset,
			long errorOffset, Runnable onActivity) {
		throw new UnsupportedOperationException();
	}

	public Map<String, List<CarriedProcess>> survivors() {
		throw new UnsupportedOperationException();
	}

	public CompletableFuture<Void> kill(List<ProcessIdentity> processes) {
		throw new UnsupportedOperationException();
	}

}
