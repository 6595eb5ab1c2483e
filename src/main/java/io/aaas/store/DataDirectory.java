package io.aaas.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The directory of this node's own files, locked so that no two services ever share one.
 */
@Component
public final class DataDirectory implements DisposableBean {

	/**
	 * The directories this JVM has locked. To close a second channel on a lock file would
	 * release the lock of the first, as POSIX has it.
	 */
	private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

	private final Path path;

	private final FileChannel channel;

	DataDirectory(StoreProperties properties) {
		this.path = create(properties.dataDirectory().toAbsolutePath().normalize());
		this.channel = lock(this.path);
	}

	/**
	 * The directory.
	 * @return an absolute path, existing, for the service's user alone
	 */
	public Path path() {
		return this.path;
	}

	private static Path create(Path path) {
		try {
			Files.createDirectories(path.getParent());
			if (Files.notExists(path)) {
				Files.createDirectory(path,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			}
			return path.toRealPath();
		}
		catch (IOException ex) {
			throw new StartupException("the data directory " + path + " cannot be made (" + ex + "); set DATA_DIR", ex);
		}
	}

	private static FileChannel lock(Path directory) {
		if (!LOCKED.add(directory)) {
			throw new DataDirectoryInUseException(directory);
		}
		try {
			FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			@Nullable FileLock lock = channel.tryLock();
			if (lock == null) {
				channel.close();
				throw new DataDirectoryInUseException(directory);
			}
			return channel;
		}
		catch (IOException ex) {
			LOCKED.remove(directory);
			throw new StartupException(
					"the data directory " + directory + " cannot be locked (" + ex + "); set DATA_DIR", ex);
		}
		catch (DataDirectoryInUseException ex) {
			LOCKED.remove(directory);
			throw ex;
		}
	}

	@Override
	public void destroy() throws IOException {
		if (this.channel.isOpen()) {
			this.channel.close();
			LOCKED.remove(this.path);
		}
	}

}
