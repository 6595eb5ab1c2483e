package io.aaas.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads the tokens that stand in for the API key inside a launch. They are
 * computed, not stored, so they are the same after a restart of the service.
 */
final class LaunchTokens {

	private static final String PREFIX = "sk-aaas-";

	private static final String ALGORITHM = "HmacSHA256";

	private static final int KEY_LENGTH = 32;

	private static final int MAC_LENGTH = 43;

	private final SecretKeySpec key;

	LaunchTokens(byte[] key) {
		this.key = new SecretKeySpec(key, ALGORITHM);
	}

	/**
	 * Use the key in a file, which is made if there is none.
	 * @param file the key's file
	 * @return tokens made with that key
	 * @throws StartupException if the file can be neither read nor written
	 */
	static LaunchTokens load(Path file) {
		try {
			byte[] key = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
			if (key.length != KEY_LENGTH) {
				key = new byte[KEY_LENGTH];
				new SecureRandom().nextBytes(key);
				PrivateFile.write(file, key);
			}
			return new LaunchTokens(key);
		}
		catch (IOException ex) {
			throw new StartupException("the key " + file + " cannot be read or made (" + ex
					+ "); the user of the service must own DATA_DIR and be allowed to write there", ex);
		}
	}

	String token(Launch launch) {
		String subject = launch.agentId() + "-" + launch.number();
		return PREFIX + subject + "-" + mac(subject);
	}

	/**
	 * Read a token.
	 * @param token what a client sent
	 * @return the launch it was made for, or {@code null} if it was not made here
	 */
	@Nullable Launch read(String token) {
		int end = token.length() - MAC_LENGTH - 1;
		if (!token.startsWith(PREFIX) || end <= PREFIX.length()) {
			return null;
		}
		String subject = token.substring(PREFIX.length(), end);
		byte[] expected = ("-" + mac(subject)).getBytes(StandardCharsets.UTF_8);
		if (!MessageDigest.isEqual(expected, token.substring(end).getBytes(StandardCharsets.UTF_8))) {
			return null;
		}
		int dash = subject.lastIndexOf('-');
		return new Launch(subject.substring(0, dash), Integer.parseInt(subject.substring(dash + 1)));
	}

	private String mac(String subject) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			byte[] bytes = mac.doFinal(subject.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
		}
	}

}
