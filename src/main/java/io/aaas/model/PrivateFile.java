package io.aaas.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A small file that only the service's user may read, and that is there whole or not at
 * all.
 */
final class PrivateFile {

	private PrivateFile() {
	}

	static void write(Path file, byte[] content) throws IOException {
		Path directory = file.toAbsolutePath().getParent();
		if (directory == null) {
			throw new IOException("Not a file: " + file);
		}
		Files.createDirectories(directory);
		boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
		FileAttribute<?>[] attributes = posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
		Path draft = Files.createTempFile(directory, file.getFileName().toString(), ".new", attributes);
		try {
			Files.write(draft, content);
			Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

}
