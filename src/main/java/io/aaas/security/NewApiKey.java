package io.aaas.security;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * Makes API keys: {@code aaas_live_<id>_<secret><checksum>}. The prefix lets scanners for
 * leaked secrets recognise one, the checksum tells a mistyped key from a wrong one.
 */
final class NewApiKey {

	static final String PREFIX = "aaas_live_";

	private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int ID_LENGTH = 12;

	private static final int SECRET_BITS = 256;

	/** As many digits of base 62 as 256 bits need. */
	private static final int SECRET_LENGTH = 43;

	private static final int CHECKSUM_LENGTH = 6;

	private NewApiKey() {
	}

	static String generate(SecureRandom random) {
		BigInteger idSpace = BigInteger.valueOf(BASE62.length()).pow(ID_LENGTH);
		String id = base62(new BigInteger(SECRET_BITS, random).mod(idSpace), ID_LENGTH);
		String key = PREFIX + id + "_" + base62(new BigInteger(SECRET_BITS, random), SECRET_LENGTH);
		return key + checksum(key);
	}

	static String checksum(String key) {
		CRC32 crc = new CRC32();
		crc.update(key.getBytes(StandardCharsets.US_ASCII));
		return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
	}

	private static String base62(BigInteger number, int length) {
		StringBuilder digits = new StringBuilder();
		BigInteger base = BigInteger.valueOf(BASE62.length());
		for (BigInteger rest = number; digits.length() < length; rest = rest.divide(base)) {
			digits.append(BASE62.charAt(rest.mod(base).intValue()));
		}
		return digits.reverse().toString();
	}

}
