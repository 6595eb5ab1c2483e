package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that spools have grown: one thread for all of them. Where the kernel tells
 * (inotify), it waits for that; the polls beside it find what was missed, and everything
 * where it does not.
 */
final class SpoolWatcher implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(SpoolWatcher.class);

	/** Without inotify the JDK's own watch service polls every two seconds. */
	private static final boolean NOTIFIED = System.getProperty("os.name").equals("Linux");

	private static final Duration BUSY_POLL = NOTIFIED ? Duration.ofMillis(250) : Duration.ofMillis(20);

	private static final Duration IDLE_POLL = Duration.ofMillis(2500);

	private final Map<Path, Directory> directories = new ConcurrentHashMap<>();

	private final WatchService service;

	private final Thread thread;

	SpoolWatcher() {
		try {
			this.service = Path.of("/").getFileSystem().newWatchService();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot watch directories", ex);
		}
		this.thread = Thread.ofPlatform().daemon().name("claude-watcher").start(this::run);
	}

	/** Watch from now on. Must not run on a virtual thread. */
	void add(Watched watched) {
		this.directories.compute(watched.directory(), (path, known) -> {
			Directory directory = (known != null) ? known : new Directory(register(path));
			directory.members.add(watched);
			return directory;
		});
	}

	void remove(Watched watched) {
		this.directories.computeIfPresent(watched.directory(), (_, directory) -> {
			directory.members.remove(watched);
			if (!directory.members.isEmpty()) {
				return directory;
			}
			if (directory.key != null) {
				directory.key.cancel();
			}
			return null;
		});
	}

	private @Nullable WatchKey register(Path path) {
		if (!NOTIFIED) {
			return null;
		}
		try {
			return path.register(this.service, StandardWatchEventKinds.ENTRY_CREATE,
					StandardWatchEventKinds.ENTRY_MODIFY);
		}
		catch (IOException ex) {
			// Most likely fs.inotify.max_user_watches: the polls find everything, later.
			log.warn("Cannot watch {}: {}. Its output is noticed by polling", path, ex.toString());
			return null;
		}
	}

	private void run() {
		long nextBusy = System.nanoTime();
		long nextIdle = nextBusy;
		while (true) {
			try {
				WatchKey key = this.service.poll(Math.max(1, nextBusy - System.nanoTime()), TimeUnit.NANOSECONDS);
				if (key != null) {
					notify(key);
				}
				long now = System.nanoTime();
				if (now - nextBusy >= 0) {
					boolean all = now - nextIdle >= 0;
					check(all);
					nextBusy = now + BUSY_POLL.toNanos();
					nextIdle = all ? now + IDLE_POLL.toNanos() : nextIdle;
				}
			}
			catch (ClosedWatchServiceException | InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				log.error("The watcher goes on after", ex);
			}
		}
	}

	private void notify(WatchKey key) {
		Directory directory = this.directories.get((Path) key.watchable());
		for (WatchEvent<?> event : key.pollEvents()) {
			if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
				check(true);
			}
			else if (directory != null && event.context() instanceof Path name) {
				directory.members.forEach((member) -> {
					if (member.owns(name)) {
						member.changed();
					}
				});
			}
		}
		key.reset();
	}

	private void check(boolean all) {
		for (Directory directory : this.directories.values()) {
			for (Watched member : directory.members) {
				if (all || member.busy()) {
					member.poll();
				}
			}
		}
	}

	@Override
	public void close() {
		this.thread.interrupt();
		try {
			this.service.close();
		}
		catch (IOException ex) {
			log.debug("The watch service was not closed", ex);
		}
	}

	/**
	 * Something whose files grow. Its methods are called by the watcher's thread and
	 * return at once.
	 */
	interface Watched {

		/** Where its files are. */
		Path directory();

		/** Whether that file in the directory is one of its own. */
		boolean owns(Path name);

		/** Whether output is expected soon. */
		boolean busy();

		/** One of its files has grown. */
		void changed();

		/** Look whether anything has happened to it. */
		void poll();

	}

	private static final class Directory {

		private final @Nullable WatchKey key;

		private final List<Watched> members = new CopyOnWriteArrayList<>();

		private Directory(@Nullable WatchKey key) {
			this.key = key;
		}

	}

}
