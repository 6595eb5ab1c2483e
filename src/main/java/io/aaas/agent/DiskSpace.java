package io.aaas.agent;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.DataDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Whether there is room on the disks that agents write to. The CLI goes on when its
 * output does not fit, and results vanish without a word: so turns end before that. Asked
 * from any thread; the disks are looked at once a second, on a platform thread.
 */
@Component
final class DiskSpace implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(DiskSpace.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private static final DataSize LEAST = DataSize.ofGigabytes(1);

	private static final int LEAST_PART = 50;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final List<Path> directories;

	private final @Nullable DataSize minFree;

	private final Gauge gauge;

	private final ScheduledExecutorService watch = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("disk-space").factory());

	private volatile @Nullable String shortage;

	@Autowired
	DiskSpace(DiskProperties properties, DataDirectory data, Workspaces workspaces, ObjectProvider<Gauge> gauge) {
		this(List.of(data.path(), workspaces.root()), properties.minFree(), gauge.getIfAvailable(() -> Gauge.DISK));
		look();
		this.watch.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
	}

	DiskSpace(List<Path> directories, @Nullable DataSize minFree, Gauge gauge) {
		this.directories = List.copyOf(directories);
		this.minFree = minFree;
		this.gauge = gauge;
	}

	/** Call this when a disk has become full, or all have room again. */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/** Which disk is too full, for people; {@code null} if there is room. */
	@Nullable String shortage() {
		return this.shortage;
	}

	boolean isShort() {
		return this.shortage != null;
	}

	/** Turn away what would write. */
	void refuse() {
		String reason = this.shortage;
		if (reason != null) {
			throw new ProblemException(ProblemType.STORAGE_FULL,
					reason + "; it is looked at again every second: make room, or set MIN_FREE_SPACE")
				.retryAfter(RETRY_AFTER);
		}
	}

	void look() {
		String found = null;
		for (Path directory : this.directories) {
			try {
				found = (found != null) ? found : shortage(directory);
			}
			catch (IOException | RuntimeException ex) {
				// What is not known is no reason to stop everything.
				logger.warn("The free space of {} cannot be read: {}", directory, ex.toString());
			}
		}
		boolean before = isShort();
		this.shortage = found;
		if (before != isShort()) {
			if (found != null) {
				logger.error("{}: no turn begins, and those that run are stopped", found);
			}
			else {
				logger.info("There is room on the disks again");
			}
			this.listeners.forEach(DiskSpace::tell);
		}
	}

	private static void tell(Runnable listener) {
		try {
			listener.run();
		}
		catch (RuntimeException ex) {
			logger.error("Somebody could not be told of the disk", ex);
		}
	}

	private @Nullable String shortage(Path directory) throws IOException {
		Reading reading = this.gauge.read(directory);
		long floor = (this.minFree != null) ? this.minFree.toBytes()
				: Math.max(LEAST.toBytes(), reading.total() / LEAST_PART);
		return (reading.free() < floor)
				? "The disk of " + directory + " has " + DataSize.ofBytes(reading.free()).toMegabytes()
						+ " MiB free, less than " + DataSize.ofBytes(floor).toMegabytes() + " MiB"
				: null;
	}

	@Override
	public void destroy() {
		this.watch.shutdownNow();
	}

	/**
	 * Reads how full a disk is.
	 */
	@FunctionalInterface
	interface Gauge {

		Gauge DISK = (directory) -> {
			FileStore store = Files.getFileStore(directory);
			return new Reading(store.getUsableSpace(), store.getTotalSpace());
		};

		Reading read(Path directory) throws IOException;

	}

	/**
	 * A disk, in bytes.
	 *
	 * @param free what can be written
	 * @param total how large it is
	 */
	record Reading(long free, long total) {
	}

}
