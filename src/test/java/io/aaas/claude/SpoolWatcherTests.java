package io.aaas.claude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

class SpoolWatcherTests {

	@TempDir
	Path directory;

	private final SpoolWatcher watcher = new SpoolWatcher();

	@AfterEach
	void close() {
		this.watcher.close();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void changedWhenOneOfManyGrowsIsToldToThatOneAlone() throws Exception {
		long threads = watcherThreads();
		List<Spool> spools = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			spools.add(new Spool(Files.createDirectories(this.directory.resolve("agent-" + i)).resolve("1.out")));
			this.watcher.add(spools.getLast());
		}
		for (Spool spool : spools) {
			Files.writeString(spool.file, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			// A look by the clock counts as a poll: only the kernel tells of a change.
			await().pollInterval(Duration.ofMillis(1))
				.pollDelay(Duration.ZERO)
				.untilAtomic(spool.changes, greaterThan(0));
			assertThat(spools.subList(spools.indexOf(spool) + 1, spools.size()))
				.allSatisfy((other) -> assertThat(other.changes).hasValue(0));
		}
		assertThat(watcherThreads()).isEqualTo(threads);
	}

	/** Of this watcher, and of those of other tests' services. */
	private static long watcherThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("claude-watcher"))
			.count();
	}

	@Test
	void changedWhenDirectoryIsNotWatchedIsFoundByPoll() throws Exception {
		Spool spool = new Spool(this.directory.resolve("absent/1.out"));
		spool.busy = true;
		this.watcher.add(spool);
		await().untilAtomic(spool.polls, greaterThan(2));
		Spool idle = new Spool(this.directory.resolve("absent/2.out"));
		this.watcher.add(idle);
		await().untilAtomic(idle.polls, greaterThan(0));
	}

	@Test
	void removeWhenLastOfDirectoryEndsWatch() throws Exception {
		Spool first = new Spool(this.directory.resolve("1.out"));
		Spool second = new Spool(this.directory.resolve("2.out"));
		this.watcher.add(first);
		this.watcher.add(second);
		this.watcher.remove(first);
		Files.writeString(first.file, "x");
		Files.writeString(second.file, "x");
		await().untilAtomic(second.changes, greaterThan(0));
		assertThat(first.changes).hasValue(0);
	}

	private static final class Spool implements SpoolWatcher.Watched {

		private final Path file;

		private final AtomicInteger changes = new AtomicInteger();

		private final AtomicInteger polls = new AtomicInteger();

		private volatile boolean busy;

		private Spool(Path file) {
			this.file = file;
		}

		@Override
		public Path directory() {
			return this.file.resolveSibling("");
		}

		@Override
		public boolean owns(Path name) {
			return name.equals(this.file.getFileName());
		}

		@Override
		public boolean busy() {
			return this.busy;
		}

		@Override
		public void changed() {
			this.changes.incrementAndGet();
		}

		@Override
		public void poll() {
			this.polls.incrementAndGet();
		}

	}

}
