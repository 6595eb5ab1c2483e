package io.aaas.claude;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories for the service's own user alone.
 */
final class PrivateFiles {

	private static final FileAttribute<Set<PosixFilePermission>> FILE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	private PrivateFiles() {
	}

	/** Make it and its parents, 0700, as far as they are not there. */
	static void createDirectories(Path directory) throws IOException {
		Files.createDirectories(directory, DIRECTORY);
	}

	/** Make an empty file, 0600, if it is not there. */
	static void createFile(Path file) throws IOException {
		Path directory = file.toAbsolutePath().getParent();
		if (directory != null) {
			createDirectories(directory);
		}
		try {
			Files.createFile(file, FILE);
		}
		catch (FileAlreadyExistsException ex) {
			// Appended to.
		}
	}

	/**
	 * Write a file, 0600, in a directory that others may write to. Whatever is there by
	 * that name, such as a link to somewhere else, is removed and not followed.
	 */
	static void replace(Path file, byte[] content) throws IOException {
		Files.deleteIfExists(file);
		try (SeekableByteChannel channel = Files.newByteChannel(file,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE)) {
			ByteBuffer buffer = ByteBuffer.wrap(content);
			while (buffer.hasRemaining()) {
				channel.write(buffer);
			}
		}
	}

}
