package io.aaas.model;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

import com.sun.net.httpserver.HttpHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port the CLIs call, kept in a file: a CLI that outlives the service finds its model
 * again where it was.
 */
final class RememberedPort {

	private static final Logger log = LoggerFactory.getLogger(RememberedPort.class);

	private static final int ATTEMPTS = 60;

	// Below the range from which systems take the ports of outgoing connections: nobody
	// gets it by chance while the service is down.
	private static final int FIRST = 20_000;

	private static final int LAST = 32_000;

	private final Path file;

	private final int wanted;

	private final Runnable pause;

	private boolean kept;

	/**
	 * Create a memory of the port.
	 * @param file where the port is kept
	 * @param wanted the port to use, or 0 for the one of the last time, or any
	 * @param pause waits a little before the port of the last time is tried again
	 */
	RememberedPort(Path file, int wanted, Runnable pause) {
		this.file = file;
		this.wanted = wanted;
		this.pause = pause;
	}

	LoopbackServer bind(HttpHandler handler) throws IOException {
		if (this.wanted != 0) {
			LoopbackServer server = bindPatiently(this.wanted, handler);
			if (server == null) {
				throw new BindException(
						"MODEL_PORT %d on 127.0.0.1 is taken by another program".formatted(this.wanted));
			}
			return server;
		}
		int last = read();
		LoopbackServer server = (last != 0) ? bindPatiently(last, handler) : null;
		if (last != 0 && server == null) {
			log.warn("Port {} of the last run is taken: agents that outlived it cannot reach their model", last);
		}
		return (server != null) ? server : bindAnywhere(handler);
	}

	/**
	 * Write the port down. Not done at once: a second service that is started by mistake
	 * on the same directory would take the place of the first.
	 * @param port the port that is in use
	 * @throws IOException if the file cannot be written
	 */
	synchronized void keep(int port) throws IOException {
		if (!this.kept) {
			PrivateFile.write(this.file, Integer.toString(port).getBytes());
			this.kept = true;
		}
	}

	private @Nullable LoopbackServer bindPatiently(int port, HttpHandler handler) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			try {
				return LoopbackServer.start(port, handler);
			}
			catch (BindException ex) {
				this.pause.run();
			}
		}
		return null;
	}

	private LoopbackServer bindAnywhere(HttpHandler handler) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			try {
				return LoopbackServer.start(ThreadLocalRandom.current().nextInt(FIRST, LAST), handler);
			}
			catch (BindException ex) {
				continue;
			}
		}
		return LoopbackServer.start(0, handler);
	}

	private int read() throws IOException {
		if (!Files.exists(this.file)) {
			return 0;
		}
		try {
			int port = Integer.parseInt(Files.readString(this.file).strip());
			return (port > 0 && port < 65_536) ? port : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
