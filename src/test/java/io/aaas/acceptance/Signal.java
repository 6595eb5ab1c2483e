package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the JDK cannot send to a process.
 */
public enum Signal {

	STOP, CONT, QUIT;

	public void send(long pid) {
		try {
			new ProcessBuilder("kill", "-" + this, Long.toString(pid)).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
