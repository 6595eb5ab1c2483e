package io.aaas.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

import io.aaas.problem.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that holds the admin key the service made for itself. Only its owner may read
 * it.
 */
final class AdminKeyFile {

	private static final Logger LOGGER = LoggerFactory.getLogger(AdminKeyFile.class);

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

	private final Path path;

	AdminKeyFile(Path dataDirectory) {
		this.path = dataDirectory.resolve("admin.key");
	}

	Path path() {
		return this.path;
	}

	/**
	 * The key of an earlier start, or the empty text.
	 */
	String read() {
		try {
			if (!Files.exists(this.path)) {
				return "";
			}
			closeToOthers();
			return Files.readString(this.path).strip();
		}
		catch (IOException ex) {
			throw new StartupException("the admin key cannot be read from " + this.path + " (" + ex + ").", ex);
		}
	}

	String create() {
		String key = NewApiKey.generate(new SecureRandom());
		try {
			Files.createDirectories(this.path.toAbsolutePath().getParent());
			// Written aside and moved, so that a crash leaves no half a key.
			Path temporary = this.path.resolveSibling("admin.key.new");
			Files.deleteIfExists(temporary);
			Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
			try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
				file.write(ByteBuffer.wrap((key + "\n").getBytes(StandardCharsets.US_ASCII)));
				file.force(true);
			}
			Files.move(temporary, this.path, StandardCopyOption.ATOMIC_MOVE);
			return key;
		}
		catch (IOException ex) {
			throw new StartupException("the admin key cannot be written to " + this.path + " (" + ex
					+ "); make DATA_DIR writable or set AAAS_API_KEY.", ex);
		}
	}

	private void closeToOthers() {
		try {
			if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(this.path))) {
				Files.setPosixFilePermissions(this.path, OWNER_ONLY);
				LOGGER.warn("{} could be read by others; its permissions are 0600 now. Consider a new key.", this.path);
			}
		}
		catch (IOException ex) {
			LOGGER.warn("{} can be read by others, and that cannot be changed: {}", this.path, ex.toString());
		}
	}

}
