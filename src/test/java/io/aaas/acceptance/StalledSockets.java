package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Watches, in the system's table of connections, for how long those to clients that do
 * not read stay open once their send queue is full.
 */
final class StalledSockets implements AutoCloseable {

	/** No more goes in. */
	private static final long FULL = 250 * 1024;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Set<Integer> ports;

	private final Map<Integer, Long> full = new HashMap<>();

	private final List<Double> seconds = new ArrayList<>();

	private long most;

	/**
	 * @param ports those of the clients
	 */
	StalledSockets(Set<Integer> ports) {
		this.ports = new HashSet<>(ports);
		this.timer.scheduleAtFixedRate(this::look, 0, 200, TimeUnit.MILLISECONDS);
	}

	private synchronized void look() {
		try {
			Map<Integer, String[]> open = new HashMap<>();
			for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
				for (String line : Files.readAllLines(Path.of(file))) {
					String[] columns = line.strip().split("\\s+");
					String remote = columns[2].replaceFirst(".*:", "");
					if (columns[3].equals("01") && this.ports.contains(Integer.parseInt(remote, 16))) {
						open.put(Integer.parseInt(remote, 16), columns);
					}
				}
			}
			for (int port : Set.copyOf(this.ports)) {
				String[] columns = open.get(port);
				long queue = (columns != null) ? Long.parseLong(columns[4].replaceFirst(":.*", ""), 16) : 0;
				this.most = Math.max(this.most, queue);
				if (queue > FULL) {
					this.full.putIfAbsent(port, System.nanoTime());
				}
				if (columns == null && this.full.containsKey(port)) {
					this.seconds.add((System.nanoTime() - this.full.get(port)) / 1e9);
					this.ports.remove(port);
				}
			}
		}
		catch (IOException | NumberFormatException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** How long each was open that is not any more. */
	synchronized List<Double> seconds() {
		look();
		return List.copyOf(this.seconds);
	}

	/** The most that one of them held. */
	synchronized long most() {
		return this.most;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
