package io.aaas.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client's name of one request: whatever it repeats under this name is done once.
 *
 * @param tenantId whose name it is; another tenant's is another one
 * @param text the name
 * @param operation what the request asks for
 * @param requestHash a digest of the rest of it
 */
public record IdempotencyKey(String tenantId, String text, String operation, String requestHash) {

	/** The header that carries it. */
	public static final String HEADER = "Idempotency-Key";

	private static final int LONGEST = 255;

	private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1," + LONGEST + "}");

	/** One form for what means the same: no blanks, and one order. */
	private static final JsonMapper CANONICAL = JsonMapper.builder()
		.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	/**
	 * The key of a request.
	 * @param tenantId who asks
	 * @param header what the client sent
	 * @param operation what it asks for, with the ids in it
	 * @param body the request's body as it was understood
	 * @return the key, or {@code null} if the client sent none
	 * @throws ProblemException if the header has not the form of a key
	 */
	public static @Nullable IdempotencyKey of(String tenantId, @Nullable String header, String operation,
			@Nullable Object body) {
		if (header == null) {
			return null;
		}
		if (!VISIBLE_ASCII.matcher(header).matches()) {
			throw ProblemException.invalidField(HEADER, "must be 1 to " + LONGEST + " visible ASCII characters");
		}
		return new IdempotencyKey(tenantId, header, operation, hash(body));
	}

	private static String hash(@Nullable Object body) {
		JsonNode document = CANONICAL.valueToTree(body);
		if (document instanceof ObjectNode object) {
			// What is absent is null, and means the same.
			object.removeIf(JsonNode::isNull);
		}
		MessageDigest digest = sha256();
		try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
			CANONICAL.writeValue(sink, document);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Refuse a name that was given to another request. */
	void refuseUnlessFor(String operation, String requestHash) {
		if (!this.operation.equals(operation) || !this.requestHash.equals(requestHash)) {
			throw new ProblemException(ProblemType.IDEMPOTENCY_KEY_REUSED, HEADER
					+ " was used for another request before; repeat that one unchanged, or use another key for this one")
				.with("field", HEADER);
		}
	}

}
