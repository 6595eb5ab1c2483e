package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group of version 2 that holds one launch: no process leaves it by
 * {@code setsid} or a double fork, and one write ends all of it ({@code cgroup.kill},
 * Linux 5.14). Must not be used on a virtual thread.
 *
 * @param directory where it is in the file system of control groups
 */
record Cgroup(Path directory) {

	private static final Logger log = LoggerFactory.getLogger(Cgroup.class);

	/** Make it, unless it is there. */
	void create() {
		try {
			Files.createDirectories(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The command that runs another in it: the shell enters it and becomes the other. */
	List<String> enter() {
		return List.of("/bin/sh", "-c", "echo $$ >\"$0/cgroup.procs\" && unset PWD && exec \"$@\"",
				this.directory.toString());
	}

	/** The ids of the processes in it. */
	List<Long> processes() {
		try {
			return Files.readAllLines(this.directory.resolve("cgroup.procs")).stream().map(Long::valueOf).toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/** Send SIGKILL to all in it, and to those who are being forked. */
	void kill() {
		try {
			Files.writeString(this.directory.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			log.debug("{} is not there", this.directory, ex);
		}
	}

	/** Remove it, if nothing is in it. */
	void remove() {
		try {
			Files.deleteIfExists(this.directory);
		}
		catch (IOException ex) {
			log.debug("{} is in use", this.directory, ex);
		}
	}

}
