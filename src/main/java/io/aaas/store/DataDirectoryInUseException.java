package io.aaas.store;

import java.nio.file.Path;

import io.aaas.problem.StartupException;

/**
 * Another service holds the lock of this data directory.
 */
class DataDirectoryInUseException extends StartupException {

	DataDirectoryInUseException(Path directory) {
		super("another service uses the data directory " + directory
				+ ": stop it, or set DATA_DIR to a directory of its own");
	}

}
