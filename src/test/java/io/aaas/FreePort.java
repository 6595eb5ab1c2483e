package io.aaas;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for those who open them later, or again.
 */
public final class FreePort {

	private FreePort() {
	}

	/**
	 * One that nobody listens on, below those that the kernel hands out: nobody else gets
	 * it in between.
	 */
	public static int find() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Somebody has it.
			}
		}
	}

}
