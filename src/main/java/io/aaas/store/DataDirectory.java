package io.aaas.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The directory of this node's own files, locked so that no two services ever share one.
 */
@Component
public final class DataDirectory implements DisposableBean {

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
			throw new StartupException("The data directory " + path + " cannot be made (" + ex.getMessage()
					+ "); set DATA_DIR to one that can", ex);
		}
	}

	private static FileChannel lock(Path directory) {
		try {
			FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			if (!locked(channel)) {
				channel.close();
				throw new DataDirectoryInUseException(directory);
			}
			return channel;
		}
		catch (IOException ex) {
			throw new StartupException("The data directory " + directory + " cannot be locked (" + ex.getMessage()
					+ "); set DATA_DIR to another", ex);
		}
	}

	private static boolean locked(FileChannel channel) throws IOException {
		try {
			@Nullable FileLock lock = channel.tryLock();
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	@Override
	public void destroy() throws IOException {
		this.channel.close();
	}

}
