package io.aaas.security;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

/**
 * The one key there is: from {@code AAAS_API_KEY}, else from the file. Only its digest is
 * kept.
 */
final class AdminKey {

	private static final int MIN_LENGTH = 32;

	private static final int MAX_LENGTH = 200;

	private final byte[] digest;

	private final Caller caller;

	private final @Nullable Path file;

	private final boolean isNew;

	private AdminKey(String key, String source, @Nullable Path file, boolean isNew) {
		if (key.length() < MIN_LENGTH || key.length() > MAX_LENGTH
				|| !key.chars().allMatch((c) -> c > ' ' && c < 127)) {
			throw new StartupException(source + " must be " + MIN_LENGTH + " to " + MAX_LENGTH
					+ " visible ASCII characters without spaces; it has " + key.length()
					+ ". Try: openssl rand -hex 32");
		}
		this.digest = sha256(key);
		this.caller = new Caller("admin", "default", Set.of(Caller.ADMIN));
		this.file = file;
		this.isNew = isNew;
	}

	static AdminKey of(String configured, AdminKeyFile file) {
		if (!configured.isEmpty()) {
			return new AdminKey(configured, "AAAS_API_KEY", null, false);
		}
		String known = file.read();
		String key = known.isEmpty() ? file.create() : known;
		return new AdminKey(key, "The key in " + file.path(), file.path(), known.isEmpty());
	}

	/**
	 * Who presents this key. Takes as long for a wrong key as for the right one.
	 */
	@Nullable Caller authenticate(String key) {
		return MessageDigest.isEqual(this.digest, sha256(key)) ? this.caller : null;
	}

	/** Who a key of this id belongs to, if there is one. */
	@Nullable Caller named(String keyId) {
		return this.caller.keyId().equals(keyId) ? this.caller : null;
	}

	/**
	 * Where the key can be read, unless the operator brought one.
	 */
	@Nullable Path file() {
		return this.file;
	}

	boolean isNew() {
		return this.isNew;
	}

	private static byte[] sha256(String key) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
