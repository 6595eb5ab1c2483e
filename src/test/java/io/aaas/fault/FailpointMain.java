package io.aaas.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.aaas.AaasApplication;

/**
 * Starts the service under test. Each line of its stdin arms a failpoint: its name and
 * after how many passes. It ends when its stdin does, so that no harness leaves one
 * behind.
 */
public final class FailpointMain {

	/** Arms a failpoint before the start, once. */
	static final Path AT_START = Path.of("failpoint");

	private static final int ABANDONED = 98;

	private FailpointMain() {
	}

	/** As of the service. */
	public static void main(String[] args) throws IOException {
		if (Files.exists(AT_START)) {
			arm(Files.readString(AT_START).strip());
			Files.delete(AT_START);
		}
		Thread.ofPlatform().daemon().name("failpoints").start(FailpointMain::listen);
		AaasApplication.main(args);
	}

	private static void listen() {
		try {
			BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				arm(line);
			}
		}
		catch (IOException ex) {
			// As its end.
		}
		Runtime.getRuntime().halt(ABANDONED);
	}

	private static void arm(String line) {
		String[] words = line.split(" ");
		if (words.length == 2) {
			Failpoints.arm(words[0], Integer.parseInt(words[1]));
		}
	}

}
